/**
 * Where a series of values with error bars steps (those without: `e-divisive.ts`): the piecewise
 * constant function with the smallest chi-square plus 3 ln(n) + 9 for each step, found exactly by
 * dynamic programming over the place of the last step (Jackson et al., IEEE Signal Processing
 * Letters 12 (2005) 105). It finds steps in series too short for a permutation test.
 */
import type { Estimate } from "../../record.js";

/** Indices at which a new level starts, 0 not among them. */
export function findSteps(series: readonly Estimate[]): number[] {
	const count = series.length;
	if (count < 2) return [];
	const weight = [0];
	const first = [0];
	const second = [0];
	for (const { value, error } of series) {
		const w = error > 0 && Number.isFinite(error) ? error ** -2 : 0;
		weight.push(weight[weight.length - 1] + w);
		first.push(first[first.length - 1] + w * value);
		second.push(second[second.length - 1] + w * value * value);
	}
	const cost = (from: number, to: number) => {
		const w = weight[to] - weight[from];
		if (w === 0) return 0;
		const a = first[to] - first[from];
		return Math.max(0, second[to] - second[from] - (a * a) / w);
	};
	const penalty = 3 * Math.log(count) + 9;
	const best = [-penalty];
	const last = [0];
	for (let to = 1; to <= count; to++) {
		let [least, place] = [Number.POSITIVE_INFINITY, 0];
		for (let from = 0; from < to; from++) {
			const total = best[from] + cost(from, to) + penalty;
			if (total < least - 1e-12) [least, place] = [total, from];
		}
		best.push(least);
		last.push(place);
	}
	const starts: number[] = [];
	for (let to = count; to > 0; to = last[to])
		if (last[to] > 0) starts.push(last[to]);
	return starts.reverse();
}
