/** Finds chains that never move although others do. */

import { element } from "../../../core/elements.js";

/** Fewest measurements of which it is worth saying that they are all equal. */
const fewest = 4;

/**
 * The chains that hold one value although no other chain stays at a value for half as long: a short chain of
 * a rare event may well be constant.
 * @returns their indices; none where all are constant
 */
export function frozenChains(
	chains: readonly Float64Array[],
): readonly number[] {
	const constant = chains.map(
		(series) => series.length >= fewest && series.every((x) => x === series[0]),
	);
	if (!constant.includes(true) || !constant.includes(false)) return [];
	const elsewhere = chains.reduce(
		(most, series, c) =>
			constant[c] ? most : Math.max(most, longestRun(series)),
		0,
	);
	return constant.flatMap((is, c) =>
		is && element(chains, c).length > 2 * elsewhere ? [c] : [],
	);
}

/** Longest run of equal values. */
function longestRun(series: Float64Array): number {
	let longest = 0;
	let run = 0;
	for (let i = 0; i < series.length; i++) {
		run = i > 0 && series[i] === series[i - 1] ? run + 1 : 1;
		if (run > longest) longest = run;
	}
	return longest;
}
