/**
 * Runs in the worker threads: trajectories of a group of chains with the fused kernel. The chains
 * come and go through shared memory, so any thread can take any group.
 */
import { type Heap, loadKernel } from "../../../tensor/kernels/load.js";
import { type FieldStore, placesOf } from "../../chain/engine.js";
import type { Trajectory } from "../engine.js";
import {
	type HmcKernel,
	type KernelSetup,
	type Precision,
	prepareKernel,
} from "./memory.js";

export interface KernelJob {
	readonly setup: KernelSetup;
	/** Number of real chains. The lanes beyond are padding. */
	readonly chains: number;
	/** This job treats the chains `from` <= c < `to`, where `from` is a multiple of the lanes. */
	readonly from: number;
	readonly to: number;
	readonly trajectories: readonly Trajectory[];
	readonly store: FieldStore | undefined;
	/** Arrays on shared memory: the state [chains, V], and the contents of a Batch. */
	readonly state: Float32Array | Float64Array;
	readonly action: Float64Array;
	readonly totals: readonly Float64Array[];
	readonly energyChange: Float64Array;
	readonly accepted: Uint8Array;
}

type Loaded = {
	readonly kernel: HmcKernel;
	readonly heap: Heap;
};

const kernels = new Map<Precision, Loaded>();

function kernelFor(precision: Precision): Loaded {
	let loaded = kernels.get(precision);
	if (loaded === undefined) {
		const { exports, heap } = loadKernel(`samplers/hmc/simd/${precision}`);
		loaded = { kernel: exports, heap };
		kernels.set(precision, loaded);
	}
	return loaded;
}

/** Runs all trajectories of the job, one block of chains after another. */
export function work(job: KernelJob): null {
	const { kernel, heap } = kernelFor(job.setup.precision);
	heap.reset();
	const memory = prepareKernel(kernel, heap, job.setup);
	const { lanes, results, flags, field } = memory;
	const sites = field.length;
	const transfer = field.view;
	const count = job.trajectories.length;
	const { store } = job;
	for (let block = job.from; block < job.to; block += lanes) {
		const real = Math.min(lanes, job.to - block);
		for (let lane = 0; lane < lanes; lane++) {
			// Padding lanes repeat the last real chain.
			const chain = block + Math.min(lane, real - 1);
			transfer.set(job.state.subarray(chain * sites, (chain + 1) * sites));
			kernel.insert(lane, field.address);
		}
		kernel.start();
		for (let t = 0; t < count; t++) {
			const { number, plan } = job.trajectories[t];
			kernel.advance(
				number,
				block,
				plan.kicks,
				plan.kick,
				plan.drift0,
				plan.drift1,
				plan.drift2,
			);
			for (let lane = 0; lane < real; lane++) {
				const at = (block + lane) * count + t;
				job.action[at] = results[lane];
				job.totals[0][at] = results[lanes + lane];
				job.energyChange[at] = results[2 * lanes + lane];
				job.accepted[at] = flags[lane];
			}
			const placeOf = placesOf(store, t, sites);
			if (placeOf === undefined) continue;
			for (let lane = 0; lane < real; lane++) {
				kernel.extract(lane, field.address);
				placeOf(block + lane).set(transfer);
			}
		}
		for (let lane = 0; lane < real; lane++) {
			kernel.extract(lane, field.address);
			job.state.set(transfer, (block + lane) * sites);
		}
	}
	return null;
}
