/** Runs in the worker threads: trajectories of a group of chains in the latent space of a flow. */
import type { FieldStore } from "../../chain/engine.js";
import { type FlowSetup, flowOf } from "../../flow/simd/thread.js";
import type { Batch, Trajectory } from "../../hmc/engine.js";
import { LatentGroup } from "./trajectory.js";

export interface LatentJob {
	readonly setup: FlowSetup;
	readonly parameters: Float32Array;
	readonly key: readonly [number, number];
	readonly trajectories: readonly Trajectory[];
	/** This job treats the chains `from` <= c < `to`. */
	readonly from: number;
	readonly to: number;
	readonly store: FieldStore | null;
	/** On shared memory: the latent state [chains, V], and the batch. Its one total is the sum over the sites. */
	readonly latent: Float64Array;
	readonly batch: Batch;
}

export async function work(job: LatentJob): Promise<null> {
	const { setup, from, to, store, batch, trajectories } = job;
	const [total] = batch.totals;
	const { sites } = setup.lattice;
	const count = trajectories.length;
	const latent = job.latent.subarray(from * sites, to * sites);
	const flow = await flowOf(setup);
	const group = new LatentGroup(flow, job.parameters, sites, latent);
	const { fields, action } = group.chains;
	for (const [t, trajectory] of trajectories.entries()) {
		const { change, accepted } = group.advance(trajectory, job.key, from);
		for (let c = 0; c < to - from; c++) {
			const at = (from + c) * count + t;
			const own = fields.subarray(c * sites, (c + 1) * sites);
			batch.action[at] = action[c];
			batch.energyChange[at] = change[c];
			batch.accepted[at] = accepted[c];
			total[at] = own.reduce((sum, value) => sum + value, 0);
			if (store === null || (t + 1) % store.every !== 0) continue;
			const entry = store.offset + (t + 1) / store.every - 1;
			store.fields.set(own, ((from + c) * store.perChain + entry) * sites);
		}
	}
	return null;
}
