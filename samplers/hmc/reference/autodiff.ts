/**
 * Hamiltonian Monte Carlo of any action on any manifold and backend. The gradients come from
 * automatic differentiation of `action.evaluate`, and the motion is the manifold's own drift. All
 * chains are one batch. The random numbers are those of the float64 kernel
 * (samplers/hmc/reference/momenta.ts).
 *
 * TensorFlow.js computes in float32. The kinetic energy is summed in float64 on the host. S is what
 * the action returns, a float32 sum, so Delta H has an error of about 1e-7 |S|.
 */
import type { Action } from "../../../actions/action.js";
import type { Geometry } from "../../../actions/manifolds/manifold.js";
import { geometryOf } from "../../../actions/manifolds/registry.js";
import * as tf from "../../../tensor/tf.js";
import type { HmcEngine } from "../engine.js";
import { type Schedule, schedule, stageOf } from "../integrator.js";
import { referenceEngine } from "./engine.js";
import { drawMomenta } from "./momenta.js";

const shortest = schedule("leapfrog", 1, 0.1);

/**
 * Fields [chains, ...space.shape] and their momenta after a trajectory. Elements move as one list, since the backend
 * wasm computes on six axes at most, which a link of four dimensions exceeds.
 * @param components reals of an element
 */
export function integrateBatch(
	gradient: (fields: tf.Tensor) => tf.Tensor,
	{ drift, tangent, carry, momentumSize }: Geometry,
	components: number,
	plan: Schedule,
	fields: tf.Tensor,
	momenta: tf.Tensor,
): [tf.Tensor, tf.Tensor] {
	const list = (x: tf.Tensor, width: number) =>
		tf.reshape(x, components > 1 ? [-1, width] : [-1]);
	const slopeAt = (phi: tf.Tensor) =>
		tangent(phi, list(gradient(tf.reshape(phi, fields.shape)), components));
	const displacedSlope = (phi: tf.Tensor, displacement: number) => {
		const there = drift(phi, slopeAt(phi), -displacement).fields;
		const slope = slopeAt(there);
		return carry?.(phi, slope) ?? slope;
	};
	const moved = (phi: tf.Tensor, p: tf.Tensor, length: number) => {
		const after = drift(phi, p, length);
		return [after.fields, after.momenta] as [tf.Tensor, tf.Tensor];
	};
	let [phi, p] = tf.tidy(() =>
		moved(
			list(fields, components),
			list(momenta, momentumSize(components)),
			plan.drift0,
		),
	);
	for (let index = 0; index < plan.kicks; index++) {
		const next = tf.tidy(() => {
			const { kick, displacement, drift: length } = stageOf(plan, index);
			const slope =
				displacement === 0 ? slopeAt(phi) : displacedSlope(phi, displacement);
			return moved(phi, tf.sub(p, tf.mul(slope, kick)), length);
		});
		tf.dispose([phi, p]);
		[phi, p] = next;
	}
	const whole = tf.tidy((): [tf.Tensor, tf.Tensor] => [
		tf.reshape(phi, fields.shape),
		tf.reshape(p, momenta.shape),
	]);
	tf.dispose([phi, p]);
	return whole;
}

export function createAutodiffEngine(
	action: Action,
	chains: number,
	key: readonly [number, number],
	signal?: AbortSignal,
): HmcEngine {
	const { size, components, shape } = action.space;
	const geometry = geometryOf(action.space);
	const perElement = geometry.momentumSize(components);
	/** Number of reals in the momenta of one chain. */
	const momentumSize = (size / components) * perElement;
	const elements = components > 1 ? shape.slice(0, -1) : shape;
	const fieldShape = [chains, ...shape];
	const momentumShape = [
		chains,
		...elements,
		...(components > 1 ? [perElement] : []),
	];
	const gradient = tf.grad((fields: tf.Tensor) =>
		tf.sum(action.evaluate(fields)),
	);
	const state = new Float32Array(chains * size);

	/** S of each chain. */
	const measure = async (own: Float32Array): Promise<Float64Array> => {
		const values = tf.tidy(() => action.evaluate(tf.tensor(own, fieldShape)));
		const data = Float64Array.from(await values.data());
		values.dispose();
		return data;
	};

	/** Compiles the kernels of a GPU, which happens when they are first requested. */
	const compile = async (): Promise<void> => {
		const fields = tf.tensor(state, fieldShape);
		const momenta = tf.ones(momentumShape);
		const [phi, p] = integrateBatch(
			gradient,
			geometry,
			components,
			shortest,
			fields,
			momenta,
		);
		await Promise.all([phi.data(), p.data(), measure(state)]);
		tf.dispose([fields, momenta, phi, p]);
	};

	return referenceEngine(
		action,
		{ chains, key, signal },
		{
			name: "automatic differentiation, float32",
			overhead: 2,
			updatesPerRound: 1e6,
			state,
			compile,
			values: () => measure(state),
			async propose({ number, plan }) {
				const before = tf.tensor(state, fieldShape);
				const momenta = new Float32Array(chains * momentumSize);
				const draw = new Float64Array(momentumSize);
				for (let chain = 0; chain < chains; chain++) {
					drawMomenta(key, number, chain, draw);
					const own = state.subarray(chain * size, (chain + 1) * size);
					geometry.momenta(own, draw, components);
					momenta.set(draw, chain * momentumSize);
				}
				const start = tf.tensor(momenta, momentumShape);
				const [phi, p] = integrateBatch(
					gradient,
					geometry,
					components,
					plan,
					before,
					start,
				);
				const [moved, end] = await Promise.all([phi.data(), p.data()]);
				tf.dispose([before, start, phi, p]);
				// S is that of the fields as they are stored, so a run that resumes from them finds the same.
				const fields = Float32Array.from(moved);
				geometry.project(fields, components);
				return {
					fields,
					action: await measure(fields),
					addKinetic(chain, change) {
						let sum = change;
						const last = (chain + 1) * momentumSize;
						for (let i = chain * momentumSize; i < last; i++)
							sum += ((end[i] - momenta[i]) * (end[i] + momenta[i])) / 2;
						return sum;
					},
				};
			},
		},
	);
}
