/** Ensembles and series with known statistics, for the tests of this folder. */
import { type Action, polynomialOf } from "../../../actions/action.js";
import { latticeMomenta } from "../../../actions/scalar/free-field.js";
import type { Ensemble } from "../../../core/ensemble.js";
import { coordinate, type Lattice } from "../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import { normalSurvival } from "../../../core/statistics/inference/distributions.js";

/** Park-Miller generator: the same bits in any language with 53-bit doubles. */
export function parkMiller(seed: number): () => number {
	let state = seed;
	return () => {
		state = (48271 * state) % 2147483647;
		return state / 2147483647;
	};
}

/** Sum of twelve uniforms minus six, left to right. */
export function portableNormal(seed: number): () => number {
	const uniform = parkMiller(seed);
	return () => {
		let sum = 0;
		for (let i = 0; i < 12; i++) sum += uniform();
		return sum - 6;
	};
}

/** x_0 = g, x_i = a x_{i-1} + sqrt(1 - a^2) g_i; tauInt = (1 + a) / (2 (1 - a)). */
export function portableSeries(
	seed: number,
	a: number,
	length: number,
): Float64Array {
	const normal = portableNormal(seed);
	const series = new Float64Array(length);
	const kick = Math.sqrt(1 - a * a);
	series[0] = normal();
	for (let i = 1; i < length; i++)
		series[i] = a * series[i - 1] + kick * normal();
	return series;
}

/** The same process with the project's own generator, started in equilibrium. */
export function autoregressive(
	label: string,
	a: number,
	length: number,
): Float64Array {
	const series = fillNormal(createRandom(label), new Float64Array(length));
	const kick = Math.sqrt(1 - a * a);
	for (let i = 1; i < length; i++)
		series[i] = a * series[i - 1] + kick * series[i];
	return series;
}

/** S of each configuration of a local action, on the host. */
export function actionValues(
	action: Action,
	fields: Float64Array,
): Float64Array {
	const { lattice } = action.space;
	const local = polynomialOf(action);
	if (local === undefined) throw new Error("local actions only");
	const { sites, dimension } = lattice;
	const values = new Float64Array(fields.length / sites);
	for (let i = 0; i < values.length; i++) {
		for (let x = 0; x < sites; x++) {
			const phi = fields[i * sites + x];
			for (let mu = 0; mu < dimension; mu++) {
				const at = coordinate(lattice, x, mu);
				const step = at === lattice.shape[mu] - 1 ? 1 - lattice.shape[mu] : 1;
				const next = fields[i * sites + x + step * lattice.strides[mu]];
				values[i] += local.kinetic * (next - phi) ** 2;
			}
			for (let k = 0; k < local.potential.length; k++) {
				values[i] += local.potential[k] * phi ** k;
			}
		}
	}
	return values;
}

/**
 * Independent draws of the free field of mass m2, and their log density. A real orthonormal basis of
 * plane waves: cos + sin of k.x with weight 1/sqrt V is orthonormal over all k (Hartley's transform).
 */
function gaussianDraws(
	lattice: Lattice,
	m2: number,
	count: number,
	label: string,
): { fields: Float64Array; logDensity: Float64Array } {
	const { sites, dimension, shape } = lattice;
	const momenta = latticeMomenta(lattice);
	const basis = new Float64Array(sites * sites);
	for (let k = 0; k < sites; k++) {
		for (let x = 0; x < sites; x++) {
			let phase = 0;
			for (let mu = 0; mu < dimension; mu++) {
				phase +=
					(2 *
						Math.PI *
						coordinate(lattice, k, mu) *
						coordinate(lattice, x, mu)) /
					shape[mu];
			}
			basis[k * sites + x] =
				(Math.cos(phase) + Math.sin(phase)) / Math.sqrt(sites);
		}
	}
	const noise = fillNormal(
		createRandom(label),
		new Float64Array(count * sites),
	);
	const fields = new Float64Array(count * sites);
	const logDensity = new Float64Array(count);
	for (let i = 0; i < count; i++) {
		for (let k = 0; k < sites; k++) {
			const variance = 1 / (2 * (m2 + momenta[k]));
			const z = noise[i * sites + k];
			logDensity[i] -= 0.5 * (z * z + Math.log(2 * Math.PI * variance));
			const amplitude = z * Math.sqrt(variance);
			for (let x = 0; x < sites; x++) {
				fields[i * sites + x] += amplitude * basis[k * sites + x];
			}
		}
	}
	return { fields, logDensity };
}

/** Draws of the free field of mass `m2`, weighted for `action`. */
export function weightedEnsemble(
	action: Action,
	m2: number,
	count: number,
	label: string,
): Ensemble {
	const { fields, logDensity } = gaussianDraws(
		action.space.lattice,
		m2,
		count,
		label,
	);
	const values = actionValues(action, fields);
	return {
		space: action.space,
		count,
		fields,
		action: values,
		structure: {
			kind: "weighted",
			logWeights: values.map((s, i) => -s - logDensity[i]),
		},
	};
}

/** Independent draws of a free field, offered as chains. */
export function independentChains(
	action: Action,
	m2: number,
	count: number,
	chains: number,
	label: string,
): Ensemble {
	const { fields } = gaussianDraws(action.space.lattice, m2, count, label);
	return {
		space: action.space,
		count,
		fields,
		action: actionValues(action, fields),
		structure: { kind: "chains", chains, accepted: null },
	};
}

/** erfc through the normal law of the distributions file. */
export function erfcOf(x: number): number {
	return 2 * normalSurvival(x * Math.SQRT2);
}
