/**
 * Hamiltonian Monte Carlo of any action on any backend: gradients by automatic differentiation of
 * `action.evaluate`, all chains in one batch. It draws the same random numbers as the float64
 * kernel (samplers/hmc/reference/momenta.ts).
 *
 * TensorFlow.js computes in float32. The kinetic energy is summed in float64 on the host; S is what
 * the action returns, a float32 sum, so Delta H carries an error of about 1e-7 |S|.
 */
import type { Action } from "../../../actions/action.js";
import * as tf from "../../../tensor/tf.js";
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

/** Fields and momenta after a trajectory; [chains, ...shape] each. */
function integrateBatch(
	gradient: (fields: tf.Tensor) => tf.Tensor,
	plan: Schedule,
	fields: tf.Tensor,
	momenta: tf.Tensor,
): [tf.Tensor, tf.Tensor] {
	let phi = tf.tidy(() => tf.add(fields, tf.mul(momenta, plan.drift0)));
	let p = tf.clone(momenta);
	for (let index = 0; index < plan.kicks; index++) {
		const [nextPhi, nextP] = tf.tidy(() => {
			const kicked = tf.sub(p, tf.mul(gradient(phi), plan.kick));
			const moved = tf.add(phi, tf.mul(kicked, driftAfter(plan, index)));
			return [moved, kicked];
		});
		tf.dispose([phi, p]);
		phi = nextPhi;
		p = nextP;
	}
	return [phi, p];
}

export function createAutodiffEngine(
	action: Action,
	chains: number,
	key: readonly [number, number],
	signal?: AbortSignal,
): HmcEngine {
	const { lattice } = action.space;
	const { sites } = lattice;
	const shape = [chains, ...lattice.shape];
	const gradient = tf.grad((fields: tf.Tensor) =>
		tf.sum(action.evaluate(fields)),
	);
	const state = new Float32Array(chains * sites);
	let energies: Float64Array | null = null;

	const measure = async (fields: tf.Tensor): Promise<Float64Array> => {
		const values = tf.tidy(() => action.evaluate(fields));
		const data = Float64Array.from(await values.data());
		values.dispose();
		return data;
	};

	/** Kernels of GPUs are compiled when they are first asked for. */
	const compile = async (): Promise<void> => {
		const fields = tf.tensor(state, shape);
		const [phi, p] = integrateBatch(gradient, shortest, fields, fields);
		await Promise.all([p.data(), measure(phi)]);
		tf.dispose([fields, phi, p]);
	};

	/** One trajectory of all chains; writes entry `at` of each chain's run in the batch. */
	const advance = async (
		{ number, plan }: Trajectory,
		batch: Batch,
		count: number,
		at: number,
	): Promise<void> => {
		const before = tf.tensor(state, shape);
		energies ??= await measure(before);
		const momenta = new Float32Array(chains * sites);
		const draw = new Float64Array(sites);
		for (let chain = 0; chain < chains; chain++) {
			drawMomenta(key, number, chain, draw);
			momenta.set(draw, chain * sites);
		}
		const start = tf.tensor(momenta, shape);
		const [phi, p] = integrateBatch(gradient, plan, before, start);
		const [proposal, end, ends] = await Promise.all([
			phi.data(),
			p.data(),
			measure(phi),
		]);
		tf.dispose([before, start, phi, p]);
		for (let chain = 0; chain < chains; chain++) {
			let change = ends[chain] - energies[chain];
			let total = 0;
			const stop = (chain + 1) * sites;
			for (let i = chain * sites; i < stop; i++)
				change += ((end[i] - momenta[i]) * (end[i] + momenta[i])) / 2;
			// A diverged trajectory is one of infinite energy, and is rejected.
			if (!Number.isFinite(change)) change = Number.POSITIVE_INFINITY;
			const accepted = drawLogUniform(key, number, chain) < -change;
			if (accepted) {
				state.set(
					proposal.subarray(chain * sites, stop) as Float32Array,
					chain * sites,
				);
				energies[chain] = ends[chain];
			}
			for (let i = chain * sites; i < stop; i++) total += state[i];
			batch.action[chain * count + at] = energies[chain];
			batch.total[chain * count + at] = total;
			batch.energyChange[chain * count + at] = change;
			batch.accepted[chain * count + at] = accepted ? 1 : 0;
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
				total: new Float64Array(chains * count),
				energyChange: new Float64Array(chains * count),
				accepted: new Uint8Array(chains * count),
			};
			for (let t = 0; t < count; t++) {
				await advance(trajectories[t], batch, count, t);
				if (store === undefined || (t + 1) % store.every !== 0) continue;
				const entry = store.offset + (t + 1) / store.every - 1;
				for (let chain = 0; chain < chains; chain++) {
					store.fields.set(
						state.subarray(chain * sites, (chain + 1) * sites),
						(chain * store.perChain + entry) * sites,
					);
				}
			}
			return batch;
		},
		dispose() {},
	};
}
