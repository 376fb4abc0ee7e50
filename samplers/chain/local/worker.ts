/**
 * Runs in the worker threads: updates of a group of chains. The chains come and go through shared
 * memory, so any thread can take any group.
 */
import { type FieldStore, placesOf } from "../engine.js";
import { LocalBlock } from "./block.js";
import type { LocalSetup, Step, Tuned } from "./program.js";

export interface LocalJob {
	/** Tells setups apart, so that a thread prepares each once. */
	readonly id: string;
	readonly setup: LocalSetup;
	readonly tuned: Tuned;
	readonly steps: readonly Step[];
	/** Number of real chains. The lanes beyond are padding. */
	readonly chains: number;
	/** This job treats the chains `from` <= c < `to`, where `from` is a multiple of the lanes. */
	readonly from: number;
	readonly to: number;
	/** Number of the first update, and how many follow. */
	readonly first: number;
	readonly count: number;
	readonly store: FieldStore | undefined;
	/** Arrays on shared memory: the state [chains, V], and the contents of a batch, [chains, count]. */
	readonly state: Float32Array | Float64Array;
	readonly action: Float64Array;
	readonly total: Float64Array;
	readonly tallies: readonly Float64Array[];
}

const blocks = new Map<string, LocalBlock>();

/** Runs all updates of the job, one block of chains after another. */
export function work(job: LocalJob): null {
	const { setup, state, count, store } = job;
	let block = blocks.get(job.id);
	if (block === undefined) {
		block = new LocalBlock(setup);
		blocks.set(job.id, block);
	}
	const { lanes } = block;
	block.setTuned(job.tuned);
	const sites = state.length / job.chains;
	const own = (chain: number) =>
		state.subarray(chain * sites, (chain + 1) * sites);
	for (let first = job.from; first < job.to; first += lanes) {
		const real = Math.min(lanes, job.to - first);
		// Padding lanes repeat the last real chain.
		for (let lane = 0; lane < lanes; lane++)
			block.insert(lane, own(first + Math.min(lane, real - 1)));
		for (let t = 0; t < count; t++) {
			block.update(job.first + t, first, job.steps);
			for (let lane = 0; lane < real; lane++) {
				const at = (first + lane) * count + t;
				job.action[at] = block.action(lane);
				job.total[at] = block.total(lane);
				for (let k = 0; k < job.tallies.length; k++)
					job.tallies[k][at] = block.tally(k, lane);
			}
			const placeOf = placesOf(store, t, sites);
			if (placeOf === undefined) continue;
			for (let lane = 0; lane < real; lane++)
				block.extract(lane, placeOf(first + lane));
		}
		for (let lane = 0; lane < real; lane++)
			block.extract(lane, own(first + lane));
	}
	return null;
}
