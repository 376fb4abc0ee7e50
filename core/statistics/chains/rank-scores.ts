/**
 * Rank-normalised values: average ranks r over all chains become z = Phi^-1((r - 3/8) / (S + 1/4)), for the
 * values x and for |x - median| (arXiv:1903.08008). One sort serves both, and the quantiles that are asked for.
 */
import { normalQuantile } from "../inference/distributions.js";
import { ascendingOrder } from "./ascending-order.js";

export interface Ranked {
	/** Scores of x by chain. */
	readonly bulk: readonly Float64Array[];
	/** Scores of |x - median| by chain. */
	readonly folded: readonly Float64Array[];
	/** All x in ascending order. */
	readonly sorted: Float64Array;
}

/** @param chains of equal length, without NaN */
export function rankScores(chains: readonly Float64Array[]): Ranked {
	const values = flatten(chains);
	const order = ascendingOrder(values);
	const sorted = gathered(values, order);
	const median = quantile(sorted, 0.5);
	const distances = values.map((x) => Math.abs(x - median));
	const length = chains[0].length;
	const scores = (of: Float64Array, places: Uint32Array) =>
		cut(scoresOf(of, places), chains.length, length);
	return {
		bulk: scores(values, order),
		folded: scores(distances, outwards(distances, order, sorted, median)),
		sorted,
	};
}

/** Places of |x - median| in ascending order: what lies below the median and what lies above it, merged. */
function outwards(
	distances: Float64Array,
	order: Uint32Array,
	sorted: Float64Array,
	median: number,
): Uint32Array {
	const count = order.length;
	let above = 0;
	while (above < count && sorted[above] < median) above++;
	let below = above - 1;
	const places = new Uint32Array(count);
	for (let k = 0; k < count; k++) {
		const takesAbove =
			below < 0 ||
			(above < count && distances[order[above]] < distances[order[below]]);
		places[k] = takesAbove ? order[above++] : order[below--];
	}
	return places;
}

function scoresOf(values: Float64Array, order: Uint32Array): Float64Array {
	const size = values.length;
	const scoreOf = scoreTable(size);
	const scores = new Float64Array(size);
	// Equal values share the mean of the ranks they occupy.
	for (let first = 0; first < size; ) {
		const value = values[order[first]];
		let end = first + 1;
		while (end < size && values[order[end]] === value) end++;
		const score = scoreOf(first + end + 1);
		for (let k = first; k < end; k++) scores[order[k]] = score;
		first = end;
	}
	return scores;
}

/** Scores that were asked for, by twice the rank; NaN where none was. All observables of a cell have the same ranks. */
let table = new Float64Array(0);

/** The score of a rank, given twice, among `size`. */
function scoreTable(size: number): (twice: number) => number {
	if (table.length !== 2 * size + 1)
		table = new Float64Array(2 * size + 1).fill(Number.NaN);
	const known = table;
	return (twice) => {
		const score = known[twice];
		if (!Number.isNaN(score)) return score;
		known[twice] = normalQuantile((twice / 2 - 0.375) / (size + 0.25));
		return known[twice];
	};
}

function cut(
	values: Float64Array,
	count: number,
	length: number,
): Float64Array[] {
	return Array.from({ length: count }, (_, c) =>
		values.subarray(c * length, (c + 1) * length),
	);
}

function gathered(values: Float64Array, order: Uint32Array): Float64Array {
	const found = new Float64Array(order.length);
	for (let k = 0; k < order.length; k++) found[k] = values[order[k]];
	return found;
}

/** Quantile of sorted values, linear between order statistics (type 7). */
export function quantile(sorted: Float64Array, p: number): number {
	const at = (sorted.length - 1) * p;
	const low = Math.floor(at);
	const high = Math.min(low + 1, sorted.length - 1);
	return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** One series after another. */
export function flatten(chains: readonly Float64Array[]): Float64Array {
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
