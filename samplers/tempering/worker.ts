/**
 * Runs in the worker threads: updates of all replicas of a group of chains, and the swaps between
 * neighbours. One block of lanes holds one replica of several chains.
 */
import { philox4x32 } from "../../core/philox.js";
import { placesOf } from "../chain/engine.js";
import {
	blockMaker,
	type LocalJob,
	storeField,
} from "../chain/local/simd/job.js";
import type { Rung, TemperingSetup } from "./family.js";
import { rungBlock } from "./rung-block.js";

/** Its state is [rungs, chains, ...]. S and M are those of the first replica. */
export interface TemperingJob
	extends Omit<LocalJob<TemperingSetup>, "tuned" | "tallies"> {
	readonly rungs: readonly Rung[];
	/** X of the first replica, [chains, count]. */
	readonly derivative: Float64Array;
	/** Number of accepted swaps, [chains, rungs - 1]. */
	readonly swaps: Float64Array;
}

const blockOf = blockMaker(rungBlock);

/** Replica r of chain c has the random numbers of chain r 2^20 + c. */
const chainsPerRung = 2 ** 20;
const swapPurpose = 0xffffffff;

const counter = new Uint32Array(4);
const words = new Uint32Array(4);

function logUniform(
	key: readonly [number, number],
	gap: number,
	update: number,
	chain: number,
): number {
	counter[0] = gap;
	counter[1] = update;
	counter[2] = chain;
	counter[3] = swapPurpose;
	philox4x32(counter, key, words);
	return Math.log((words[0] + (words[1] + 0.5) * 2 ** -32) * 2 ** -32);
}

export function work(job: TemperingJob): null {
	const { setup, rungs, steps, state, chains, store, count } = job;
	const held = rungs.map((_, r) => blockOf({ id: `${job.id}/${r}`, setup }));
	const { lanes } = held[0];
	const each = state.length / (rungs.length * chains);
	const own = (rung: number, chain: number) =>
		state.subarray(
			(rung * chains + chain) * each,
			(rung * chains + chain + 1) * each,
		);
	const mine = new Float64Array(each);
	const other = new Float64Array(each);
	/** S at x = 0, X and M of each replica and lane. */
	const rest = rungs.map(() => new Float64Array(lanes));
	const slope = rungs.map(() => new Float64Array(lanes));
	const totals = rungs.map(() => new Float64Array(lanes));
	for (let first = job.from; first < job.to; first += lanes) {
		const real = Math.min(lanes, job.to - first);
		held.forEach((block, r) => {
			block.setRung(rungs[r]);
			for (let lane = 0; lane < lanes; lane++)
				block.insert(lane, own(r, first + Math.min(lane, real - 1)));
		});
		for (let t = 0; t < count; t++) {
			const number = job.first + t;
			held.forEach((block, r) => {
				block.update(number, r * chainsPerRung + first, steps);
				for (let lane = 0; lane < lanes; lane++) {
					rest[r][lane] = block.rest(lane);
					slope[r][lane] = block.slope(lane);
					totals[r][lane] = block.total(lane);
				}
			});
			// Pairs (0, 1), (2, 3), ... in even updates, (1, 2), (3, 4), ... in odd ones.
			for (let r = number % 2; r + 1 < rungs.length; r += 2)
				for (let lane = 0; lane < real; lane++) {
					const chain = first + lane;
					const gain =
						(rungs[r].value - rungs[r + 1].value) *
						(slope[r][lane] - slope[r + 1][lane]);
					if (logUniform(setup.key, r, number, chain) > gain) continue;
					job.swaps[chain * (rungs.length - 1) + r]++;
					held[r].extract(lane, mine);
					held[r + 1].extract(lane, other);
					held[r].insert(lane, other);
					held[r + 1].insert(lane, mine);
					for (const values of [rest, slope, totals]) {
						const kept = values[r][lane];
						values[r][lane] = values[r + 1][lane];
						values[r + 1][lane] = kept;
					}
				}
			for (let lane = 0; lane < real; lane++) {
				const at = (first + lane) * count + t;
				job.action[at] = rest[0][lane] + rungs[0].value * slope[0][lane];
				job.total[at] = totals[0][lane];
				job.derivative[at] = slope[0][lane];
			}
			const placeOf = placesOf(store, t, job.size);
			if (placeOf === undefined) continue;
			for (let lane = 0; lane < real; lane++)
				storeField(held[0], lane, placeOf(first + lane));
		}
		held.forEach((block, r) => {
			for (let lane = 0; lane < real; lane++)
				block.extract(lane, own(r, first + lane));
		});
	}
	return null;
}
