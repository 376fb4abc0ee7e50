/**
 * Rank-normalised split R-hat, bulk and tail effective sample size: Vehtari, Gelman, Simpson,
 * Carpenter, Buerkner, Bayesian Analysis 16 (2021) 667, arXiv:1903.08008.
 *
 * Every chain is split in two (an odd middle draw is dropped); average ranks r over all draws become
 * z = Phi^-1((r - 3/8) / (S + 1/4)); R = sqrt((B/W + n - 1)/n). R-hat is the larger of R for z and for
 * z of |x - median|, which sees chains of equal means and unequal spreads.
 */
import { normalQuantile } from "../inference/distributions.js";
import { mean, sumOfSquares, variance } from "../moments.js";
import { ascendingOrder } from "./ascending-order.js";
import { mixingProbability } from "./mixing.js";
import { multiChainEss } from "./multi-chain-ess.js";
import { stationarityProbability } from "./stationarity.js";
import { tailShape } from "./tail-shape.js";

/** Stands in records for all beyond it: they hold no infinity, and a frozen chain must not lose its check. */
export const largestRHat = 1e6;

export interface RankDiagnostics {
	readonly rHat: number;
	/** Probability of so large an R-hat where the chains mix (mixing.ts); NaN where their length cannot tell. */
	readonly mixing: number;
	/** Probability that a stationary run differs so much between its halves or thirds (stationarity.ts); NaN where they are too short. */
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
	const bulk = rankNormalize(halves);
	const median = quantile(flatten(halves).sort(), 0.5);
	const folded = rankNormalize(
		halves.map((half) => half.map((x) => Math.abs(x - median))),
	);
	const all = flatten(chains).sort();
	const tail = [0.05, 0.95].map((p) => {
		const limit = quantile(all, p);
		return multiChainEss(
			halves.map((half) => half.map((x) => (x <= limit ? 1 : 0))),
		);
	});
	const [means, spreads] = [bulk, folded].map(potentialScaleReduction);
	const [whole, wholeFolded] = [bulk, folded].map(joinHalves);
	const bulkEss = multiChainEss(bulk);
	return {
		// Frozen chains may leave nothing to fold.
		rHat: means === Number.POSITIVE_INFINITY ? means : Math.max(means, spreads),
		mixing: mixingProbability(
			spreads > means ? wholeFolded : whole,
			spreads > means ? folded : bulk,
		),
		stationarity: stationarityProbability([whole, wholeFolded]),
		tailShape: tailShape(all, all.length / (2 * bulkEss)),
		bulkEss,
		tailEss: Math.min(...tail),
	};
}

/** Whole chains again: the halves of one follow one another. */
function joinHalves(halves: readonly Float64Array[]): Float64Array[] {
	return halves.flatMap((half, k) =>
		k % 2 === 0 ? [Float64Array.from([...half, ...halves[k + 1]])] : [],
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

/** Average ranks over all chains, mapped to normal quantiles. */
export function rankNormalize(chains: readonly Float64Array[]): Float64Array[] {
	const values = flatten(chains);
	const order = ascendingOrder(values);
	const size = values.length;
	const scores = new Float64Array(size);
	// Equal values share the mean of the ranks they occupy.
	for (let first = 0; first < size; ) {
		let end = first + 1;
		while (end < size && values[order[end]] === values[order[first]]) end++;
		const rank = (first + end + 1) / 2;
		const score = normalQuantile((rank - 0.375) / (size + 0.25));
		for (let k = first; k < end; k++) scores[order[k]] = score;
		first = end;
	}
	const length = chains[0].length;
	return chains.map((_, c) => scores.subarray(c * length, (c + 1) * length));
}

/** A variance within chains below this share of that between them is rounding. */
const rounding = 1e-24;

/** R of chains of equal length, without splitting or ranks; infinite where the values within chains are equal. */
export function potentialScaleReduction(
	chains: readonly Float64Array[],
): number {
	const n = chains[0].length;
	let within = 0;
	for (const chain of chains) within += variance(chain) / chains.length;
	const between = (n * sumOfSquares(chains.map(mean))) / (chains.length - 1);
	if (between > 0 && within <= rounding * between)
		return Number.POSITIVE_INFINITY;
	return Math.sqrt((between / within + n - 1) / n);
}

/** Quantile of sorted values, linear between order statistics (type 7). */
function quantile(sorted: Float64Array, p: number): number {
	const at = (sorted.length - 1) * p;
	const low = Math.floor(at);
	const high = Math.min(low + 1, sorted.length - 1);
	return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

function flatten(chains: readonly Float64Array[]): Float64Array {
	const all = new Float64Array(
		chains.reduce((sum, chain) => sum + chain.length, 0),
	);
	let at = 0;
	for (const chain of chains) {
		all.set(chain, at);
		at += chain.length;
	}
	return all;
}
