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
import { totalsOf } from "../../chain/totals.js";
import type { Batch, HmcEngine, Trajectory } from "../engine.js";
import { driftAfter, type Schedule } from "../integrator.js";
import { drawLogUniform, drawMomenta } from "./momenta.js";

const shortest: Schedule = {
	kicks: 1,
	kick: 0.1,
	drift0: 0.05,
	drift1: 0.1,
	drift2: 0.05,
};

/** Fields [chains, ...space.shape] and their momenta after a trajectory. */
export function integrateBatch(
	gradient: (fields: tf.Tensor) => tf.Tensor,
	{ drift, tangent }: Geometry,
	plan: Schedule,
	fields: tf.Tensor,
	momenta: tf.Tensor,
): [tf.Tensor, tf.Tensor] {
	const moved = (phi: tf.Tensor, p: tf.Tensor, length: number) => {
		const after = drift(phi, p, length);
		return [after.fields, after.momenta] as [tf.Tensor, tf.Tensor];
	};
	let [phi, p] = tf.tidy(() => moved(fields, tf.clone(momenta), plan.drift0));
	for (let index = 0; index < plan.kicks; index++) {
		const next = tf.tidy(() => {
			const slope = tangent(phi, gradient(phi));
			const kicked = tf.sub(p, tf.mul(slope, plan.kick));
			return moved(phi, kicked, driftAfter(plan, index));
		});
		tf.dispose([phi, p]);
		[phi, p] = next;
	}
	return [phi, p];
}

export function createAutodiffEngine(
	action: Action,
	chains: number,
	key: readonly [number, number],
	signal?: AbortSignal,
): HmcEngine {
	const { size, components, shape } = action.space;
	const geometry = geometryOf(action.space);
	const totals = totalsOf(action);
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
	let energies: Float64Array | null = null;

	const measure = async (fields: tf.Tensor): Promise<Float64Array> => {
		const values = tf.tidy(() => action.evaluate(fields));
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
			shortest,
			fields,
			momenta,
		);
		await Promise.all([p.data(), measure(phi)]);
		tf.dispose([fields, momenta, phi, p]);
	};

	/** Runs one trajectory of all chains and writes entry `at` of each chain's run in the batch. */
	const advance = async (
		{ number, plan }: Trajectory,
		batch: Batch,
		count: number,
		at: number,
	): Promise<void> => {
		const before = tf.tensor(state, fieldShape);
		energies ??= await measure(before);
		const momenta = new Float32Array(chains * momentumSize);
		const draw = new Float64Array(momentumSize);
		for (let chain = 0; chain < chains; chain++) {
			drawMomenta(key, number, chain, draw);
			const own = state.subarray(chain * size, (chain + 1) * size);
			geometry.momenta(own, draw, components);
			momenta.set(draw, chain * momentumSize);
		}
		const start = tf.tensor(momenta, momentumShape);
		const [phi, p] = integrateBatch(gradient, geometry, plan, before, start);
		const [proposal, end, ends] = await Promise.all([
			phi.data(),
			p.data(),
			measure(phi),
		]);
		tf.dispose([before, start, phi, p]);
		for (let chain = 0; chain < chains; chain++) {
			let change = ends[chain] - energies[chain];
			const last = (chain + 1) * momentumSize;
			for (let i = chain * momentumSize; i < last; i++)
				change += ((end[i] - momenta[i]) * (end[i] + momenta[i])) / 2;
			// A diverged trajectory has infinite energy and is rejected.
			if (!Number.isFinite(change)) change = Number.POSITIVE_INFINITY;
			const accepted = drawLogUniform(key, number, chain) < -change;
			if (accepted) {
				const own = state.subarray(chain * size, (chain + 1) * size);
				own.set(
					proposal.subarray(chain * size, (chain + 1) * size) as Float32Array,
				);
				geometry.project(own, components);
				energies[chain] = ends[chain];
			}
			const entry = chain * count + at;
			totals.forEach(({ sum }, k) => {
				batch.totals[k][entry] = sum(state, chain * size);
			});
			batch.action[entry] = energies[chain];
			batch.energyChange[entry] = change;
			batch.accepted[entry] = accepted ? 1 : 0;
		}
	};

	return {
		chains,
		name: "automatic differentiation, float32",
		overhead: 2,
		updatesPerRound: 1e6,
		load(fields) {
			state.set(fields);
			energies = null;
		},
		async fields() {
			return state.slice();
		},
		allocate: (length) => new Float32Array(length),
		async run(trajectories, store) {
			signal?.throwIfAborted();
			if (trajectories.length === 0) await compile();
			const count = trajectories.length;
			const batch: Batch = {
				action: new Float64Array(chains * count),
				totals: totals.map(() => new Float64Array(chains * count)),
				energyChange: new Float64Array(chains * count),
				accepted: new Uint8Array(chains * count),
			};
			for (let t = 0; t < count; t++) {
				await advance(trajectories[t], batch, count, t);
				if (store === undefined || (t + 1) % store.every !== 0) continue;
				const entry = store.offset + (t + 1) / store.every - 1;
				for (let chain = 0; chain < chains; chain++) {
					store.fields.set(
						state.subarray(chain * size, (chain + 1) * size),
						(chain * store.perChain + entry) * size,
					);
				}
			}
			return batch;
		},
		dispose() {},
	};
}
