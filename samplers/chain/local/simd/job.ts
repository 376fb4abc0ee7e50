/**
 * Runs in the worker threads: updates of a group of chains. The chains come and go through shared
 * memory, so any thread can take any group. A worker module gives the blocks of its kernel:
 *
 *   const block = blockMaker((setup: MySetup) => new MyBlock(setup));
 *   export const work = (job: LocalJob<MySetup>): null => workOn(job, block(job));
 */
import { type FieldStore, placesOf } from "../../engine.js";
import type { Step, Tuned } from "../program.js";

type Reals = Float32Array | Float64Array;

/** One block of chains on a kernel. */
export interface UpdateBlock {
	/** Chains in the block. */
	readonly lanes: number;
	setTuned(tuned: Tuned): void;
	/** Copies the state of a chain in. */
	insert(lane: number, state: Reals): void;
	extract(lane: number, state: Reals): void;
	/** Writes the configuration of a chain, where the state is another form of it. */
	extractField?(lane: number, field: Reals): void;
	/** One update of the chains from number `chain` on; then S, the total and the tallies are those of its end. */
	update(number: number, chain: number, steps: readonly Step[]): void;
	action(lane: number): number;
	/** What the first of samplers/chain/totals.ts sums, where there is one. */
	total(lane: number): number;
	tally(which: number, lane: number): number;
}

export interface LocalJob<Setup> {
	/** Tells setups apart, so that a thread prepares each once. */
	readonly id: string;
	readonly setup: Setup;
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
	/** Reals of a stored configuration. */
	readonly size: number;
	readonly store: FieldStore | undefined;
	/** Arrays on shared memory: the state [chains, ...], and the contents of a batch, [chains, count]. */
	readonly state: Reals;
	readonly action: Float64Array;
	readonly total: Float64Array;
	readonly tallies: readonly Float64Array[];
}

/** Of each setup one block in a thread. */
export function blockMaker<Setup, Block>(
	make: (setup: Setup) => Block,
): (job: { readonly id: string; readonly setup: Setup }) => Block {
	const blocks = new Map<string, Block>();
	return ({ id, setup }) => {
		let block = blocks.get(id);
		if (block === undefined) {
			block = make(setup);
			blocks.set(id, block);
		}
		return block;
	};
}

/** Writes the configuration of a chain to its place. */
export function storeField(
	block: Pick<UpdateBlock, "extract" | "extractField">,
	lane: number,
	place: Reals,
): void {
	if (block.extractField === undefined) block.extract(lane, place);
	else block.extractField(lane, place);
}

/** Runs all updates of the job, one block of chains after another. */
export function workOn<Setup>(job: LocalJob<Setup>, block: UpdateBlock): null {
	const { state, count, store } = job;
	const { lanes } = block;
	block.setTuned(job.tuned);
	const each = state.length / job.chains;
	const own = (chain: number) =>
		state.subarray(chain * each, (chain + 1) * each);
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
				for (const [k, tally] of job.tallies.entries())
					tally[at] = block.tally(k, lane);
			}
			const placeOf = placesOf(store, t, job.size);
			if (placeOf === undefined) continue;
			for (let lane = 0; lane < real; lane++)
				storeField(block, lane, placeOf(first + lane));
		}
		for (let lane = 0; lane < real; lane++)
			block.extract(lane, own(first + lane));
	}
	return null;
}
