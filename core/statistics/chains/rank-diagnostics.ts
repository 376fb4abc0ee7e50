/**
 * Rank-normalised split R-hat, bulk and tail effective sample size: Vehtari, Gelman, Simpson,
 * Carpenter, Buerkner, Bayesian Analysis 16 (2021) 667, arXiv:1903.08008.
 *
 * Every chain is split in two (an odd middle draw is dropped); average ranks r over all draws become
 * z = Phi^-1((r - 3/8) / (S + 1/4)); R = sqrt((B/W + n - 1)/n). R-hat is the larger of R for z and for
 * z of |x - median|, which sees chains of equal means and unequal spreads.
 */
import { sumOfSquares } from "../moments.js";
import { mixingProbability } from "./mixing.js";
import { multiChainEss } from "./multi-chain-ess.js";
import { flatten, quantile, rankScores } from "./rank-scores.js";
import { resident } from "./resident.js";
import {
	stationarityProbability,
	stretchProbabilities,
} from "./stationarity.js";
import { meansOfEach, squaresOfEach } from "./sums-of-each.js";
import { tailShape } from "./tail-shape.js";

/** Stands in records for all beyond it: they hold no infinity, and a frozen chain must not lose its check. */
export const largestRHat = 1e6;

export interface RankDiagnostics {
	readonly rHat: number;
	/** Probability of so large an R-hat where the chains mix (mixing.ts); NaN where their length cannot tell. */
	readonly mixing: number;
	/**
	 * Probability that a stationary run differs so much between its halves or thirds (stationarity.ts); NaN
	 * where they are too short.
	 */
	readonly stationarity: number;
	/** Pareto k-hat of the heavier tail (tail-shape.ts); NaN where there is none to fit. */
	readonly tailShape: number;
	readonly bulkEss: number;
	readonly tailEss: number;
}

/**
 * NaN where chains have fewer than 4 draws or do not vary. Chains of unequal length are cut to the
 * shortest of those at least half as long as the longest; shorter ones are left out.
 */
export function rankDiagnostics(
	every: readonly Float64Array[],
): RankDiagnostics {
	const longest = Math.max(...every.map((chain) => chain.length));
	const chains = every.filter((chain) => 2 * chain.length >= longest);
	const halves = splitChains(chains);
	if (halves[0].length < 2) {
		return {
			rHat: Number.NaN,
			mixing: Number.NaN,
			stationarity: Number.NaN,
			tailShape: Number.NaN,
			bulkEss: Number.NaN,
			tailEss: Number.NaN,
		};
	}
	const { bulk, folded, sorted } = rankScores(halves);
	// Halves leave out the middle draw of an odd number, and the ends of longer chains.
	const even = chains.every(({ length }) => length === 2 * halves[0].length);
	const all = even ? sorted : flatten(chains).sort();
	const [own, ownFolded] = [bulk, folded].map(factsOf);
	const tail = [0.05, 0.95].map((p) => {
		const limit = quantile(all, p);
		return once(own.tails, countUpTo(sorted, limit), () =>
			multiChainEss(notAbove(halves, limit)),
		);
	});
	const means = own.reduction;
	const spreads = ownFolded.reduction;
	const decisive = spreads > means ? ownFolded : own;
	own.ess ??= multiChainEss(bulk);
	const bulkEss = own.ess;
	decisive.mixing ??= mixingProbability(
		decisive.whole,
		spreads > means ? folded : bulk,
	);
	return {
		// Frozen chains may leave nothing to fold.
		rHat: means === Number.POSITIVE_INFINITY ? means : Math.max(means, spreads),
		mixing: decisive.mixing,
		stationarity: stationarityProbability([
			...own.stretches,
			...ownFolded.stretches,
		]),
		tailShape: tailShape(all, all.length / (2 * bulkEss)),
		bulkEss,
		tailEss: Math.min(...tail),
	};
}

/** What follows from scores alone. */
interface ScoreFacts {
	/** Whole chains of them. */
	readonly whole: readonly Float64Array[];
	readonly reduction: number;
	readonly stretches: readonly number[];
	/** Effective draws of indicators of the smallest values, by how many those are. */
	readonly tails: Map<number, number>;
	ess?: number;
	mixing?: number;
}

/** Of the arrays that rankScores hands out again for equal scores. */
const known = new WeakMap<readonly Float64Array[], ScoreFacts>();

function factsOf(scores: readonly Float64Array[]): ScoreFacts {
	let facts = known.get(scores);
	if (facts === undefined) {
		const whole = joinHalves(scores);
		facts = {
			whole,
			reduction: potentialScaleReduction(scores),
			stretches: stretchProbabilities(whole),
			tails: new Map(),
		};
		known.set(scores, facts);
	}
	return facts;
}

function once(
	found: Map<number, number>,
	key: number,
	make: () => number,
): number {
	const before = found.get(key);
	if (before !== undefined) return before;
	const made = make();
	found.set(key, made);
	return made;
}

/** How many of ascending values are at most `limit`. */
function countUpTo(sorted: Float64Array, limit: number): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (sorted[middle] <= limit) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** 1 where a value is at most `limit`, else 0. */
function notAbove(
	chains: readonly Float64Array[],
	limit: number,
): Float64Array[] {
	const own = resident(chains);
	own.exports.indicate(own.count, own.table, limit);
	return own.taken();
}

/** Whole chains again: the halves of one follow one another. */
function joinHalves(halves: readonly Float64Array[]): Float64Array[] {
	return halves.flatMap((half, k) =>
		k % 2 === 0 ? [flatten([half, halves[k + 1]])] : [],
	);
}

/** First and last floor(n/2) draws of every chain. */
export function splitChains(chains: readonly Float64Array[]): Float64Array[] {
	const length = Math.min(...chains.map((chain) => chain.length));
	const half = Math.floor(length / 2);
	return chains.flatMap((chain) => [
		chain.subarray(0, half),
		chain.subarray(length - half, length),
	]);
}

/** A variance within chains below this share of that between them is rounding. */
const rounding = 1e-24;

/** R of chains of equal length, without splitting or ranks; infinite where the values within chains are equal. */
export function potentialScaleReduction(
	chains: readonly Float64Array[],
): number {
	const n = chains[0].length;
	const means = meansOfEach(chains);
	let within = 0;
	for (const squares of squaresOfEach(chains, means))
		within += squares / (n - 1) / chains.length;
	const between = (n * sumOfSquares(means)) / (chains.length - 1);
	if (between > 0 && within <= rounding * between)
		return Number.POSITIVE_INFINITY;
	return Math.sqrt((between / within + n - 1) / n);
}
