/**
 * S and dS/dphi of a batch on the host, for samplers whose updates are plain loops: in float64 from the
 * structure where it is stated (S) or a polynomial (gradient), otherwise by TensorFlow.js in float32.
 *
 *   const { values, gradient } = hostEvaluation(action);
 *   const s = await values(fields); // fields [count, ...space.shape], s [count]
 *   const t = await gradient(fields, slopes); // the same S, and slopes like fields
 */
import { neighbours } from "../core/lattice.js";
import * as tf from "../tensor/tf.js";
import { type Action, polynomialOf } from "./action.js";
import { float64Action } from "./float64-action.js";

type Reals = Float32Array | Float64Array;

export interface HostEvaluation {
	/** S of each configuration. */
	values(fields: Reals): Promise<Float64Array>;
	/** S of each configuration; writes dS/dphi. */
	gradient(fields: Reals, slopes: Float64Array): Promise<Float64Array>;
}

export function hostEvaluation(action: Action): HostEvaluation {
	const { size, shape } = action.space;
	const exact = float64Action(action);
	const toTensor = (fields: Reals) =>
		tf.tensor(Float32Array.from(fields), [fields.length / size, ...shape]);
	const sums = polynomialValues(action);
	const values = async (fields: Reals): Promise<Float64Array> => {
		if (sums !== undefined) return sums(fields);
		if (exact !== undefined)
			return Float64Array.from(
				{ length: fields.length / size },
				(_, i) => exact(fields.subarray(i * size, (i + 1) * size)).value,
			);
		const result = tf.tidy(() => action.evaluate(toTensor(fields)));
		const data = Float64Array.from(await result.data());
		result.dispose();
		return data;
	};
	const polynomial = polynomialGradient(action);
	if (polynomial !== undefined)
		return {
			values,
			gradient: async (fields, slopes) =>
				Float64Array.from({ length: fields.length / size }, (_, i) =>
					polynomial(fields, i * size, slopes),
				),
		};
	const differentiate = tf.valueAndGrad((fields: tf.Tensor) => {
		const each = action.evaluate(fields);
		kept = tf.keep(each.clone());
		return tf.sum(each) as tf.Scalar;
	});
	let kept: tf.Tensor | undefined;
	return {
		values,
		async gradient(fields, slopes) {
			const given = toTensor(fields);
			const { value, grad } = differentiate(given);
			const [each, slope] = await Promise.all([kept?.data(), grad.data()]);
			tf.dispose([given, value, grad]);
			kept?.dispose();
			slopes.set(slope);
			return Float64Array.from(each ?? []);
		},
	};
}

/** S of each, without the sizes of the terms that `float64Action` adds up beside it. Undefined without a polynomial. */
function polynomialValues(
	action: Action,
): ((fields: Reals) => Float64Array) | undefined {
	const local = polynomialOf(action);
	if (local === undefined) return undefined;
	const { kinetic, potential } = local;
	const { lattice } = action.space;
	const { sites, dimension } = lattice;
	const all = neighbours(lattice);
	// Every link once: the forward ones.
	const forward = all.filter((_, link) => link % 2 === 0);
	const coefficients = Float64Array.from(potential);
	const degree = coefficients.length - 1;
	const phi = new Float64Array(sites);
	return (fields) => {
		const out = new Float64Array(fields.length / sites);
		for (let i = 0, from = 0; i < out.length; i++, from += sites) {
			for (let x = 0; x < sites; x++) phi[x] = fields[from + x];
			let sum = 0;
			for (let x = 0, link = 0; x < sites; x++) {
				const value = phi[x];
				let squares = 0;
				for (const end = link + dimension; link < end; link++) {
					const step = phi[forward[link]] - value;
					squares += step * step;
				}
				let energy = 0;
				for (let power = degree; power >= 0; power--)
					energy = energy * value + coefficients[power];
				// One addition to the sum for a site: sites then overlap in the processor.
				sum += kinetic * squares + energy;
			}
			out[i] = sum;
		}
		return out;
	};
}

/** Writes dS/dphi of the configuration at `from` and returns its S. Undefined without a polynomial. */
function polynomialGradient(
	action: Action,
): ((fields: Reals, from: number, slopes: Float64Array) => number) | undefined {
	const local = polynomialOf(action);
	if (local === undefined) return undefined;
	const { kinetic, potential } = local;
	const { lattice } = action.space;
	const nearest = neighbours(lattice);
	const links = 2 * lattice.dimension;
	const degree = potential.length - 1;
	const { sites } = lattice;
	// Copies of a fixed type and place: the loops below then compile to plain loads.
	const phi = new Float64Array(sites);
	const slope = new Float64Array(sites);
	const coefficients = Float64Array.from(potential);
	return (fields, from, slopes) => {
		for (let x = 0; x < sites; x++) phi[x] = fields[from + x];
		let sum = 0;
		for (let x = 0, link = 0; x < sites; x++) {
			const value = phi[x];
			let around = links * value;
			for (const end = link + links; link < end; link++)
				around -= phi[nearest[link]];
			let energy = 0;
			let force = 0;
			// Horner's rule for the potential and its derivative.
			for (let power = degree; power >= 0; power--) {
				force = force * value + energy;
				energy = energy * value + coefficients[power];
			}
			// Over all sites, sum of phi_x (2d phi_x - neighbours) is the sum of squared differences.
			sum += kinetic * value * around + energy;
			slope[x] = 2 * kinetic * around + force;
		}
		slopes.set(slope, from);
		return sum;
	};
}
