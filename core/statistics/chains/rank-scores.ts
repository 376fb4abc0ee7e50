/**
 * Rank-normalised values: average ranks r over all chains become z = Phi^-1((r - 3/8) / (S + 1/4)), for the
 * values x and for |x - median| (arXiv:1903.08008). One sort serves both, and the quantiles that are asked for.
 */

import { element } from "../../../core/elements.js";
import type { Block } from "../../kernels/load.js";
import { normalQuantile } from "../inference/distributions.js";
import { sortInKernel } from "./ascending-order.js";

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
	const { kernel, values, places } = sortInKernel(chains);
	const { heap, exports } = kernel;
	const count = values.length;
	const table = heap.float64(2 * count + 1);
	const scores = heap.float64(count);
	const distances = heap.float64(count);
	const outwards = heap.int32(count);
	const sorted = values.view.slice();
	table.view.set(scoreTable(count));
	const scored = (of: Block<Float64Array>, at: Block<Int32Array>) => {
		const score = () =>
			exports.score(
				count,
				of.address,
				at.address,
				table.address,
				scores.address,
			);
		if (!score()) {
			table.view.set(scoreTable(count, true));
			score();
		}
		return remembered(scores.view, chains.length);
	};
	const bulk = scored(values, places);
	exports.fold(
		count,
		values.address,
		places.address,
		quantile(sorted, 0.5),
		distances.address,
		outwards.address,
	);
	return { bulk, folded: scored(distances, outwards), sorted };
}

/** Scores by twice the rank; NaN where they were not asked for. All observables of a cell have the same ranks. */
let table = new Float64Array(0);

/** Scores of whole ranks among `size`, and of halves, which equal values share, if they are asked for. */
function scoreTable(size: number, halves = false): Float64Array {
	const known = table.length === 2 * size + 1;
	if (known && !(halves && Number.isNaN(table[3]))) return table;
	if (!known) table = new Float64Array(2 * size + 1).fill(Number.NaN);
	const step = halves ? 1 : 2;
	for (let twice = 2; twice <= 2 * size; twice += step)
		table[twice] = normalQuantile((twice / 2 - 0.375) / (size + 0.25));
	return table;
}

/** Scores of the last few observables. */
const recent: (readonly Float64Array[])[] = [];
const mostRecent = 12;

/**
 * Monotone functions of one quantity, such as |m|, m^2 and m^4, have the same scores: then these are the arrays of
 * before, and what was made of them holds for both.
 */
function remembered(
	scores: Float64Array,
	chains: number,
): readonly Float64Array[] {
	const before = recent.find(
		(one) => one.length === chains && holds(one, scores),
	);
	if (before !== undefined) return before;
	const own = cut(scores.slice(), chains, scores.length / chains);
	recent.push(own);
	if (recent.length > mostRecent) recent.shift();
	return own;
}

function holds(series: readonly Float64Array[], all: Float64Array): boolean {
	let at = 0;
	for (const one of series) {
		if (at + one.length > all.length) return false;
		for (let i = 0; i < one.length; i++, at++)
			if (one[i] !== all[at]) return false;
	}
	return at === all.length;
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

/** Quantile of sorted values, linear between order statistics (type 7). */
export function quantile(sorted: Float64Array, p: number): number {
	const at = (sorted.length - 1) * p;
	const low = Math.floor(at);
	const high = Math.min(low + 1, sorted.length - 1);
	const below = element(sorted, low);
	return below + (at - low) * (element(sorted, high) - below);
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
