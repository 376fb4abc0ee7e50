/** Problems of chains besides autocorrelation: chains with values of their own, and unequal lengths. */
import { element } from "../../../core/elements.js";

/** Fewest rows of which it is worth saying that they are all equal. */
const fewestRows = 4;

/** Whether every half of every chain holds one value, and not all the same: an infinite R-hat. */
export function areApart(chains: readonly Float64Array[]): boolean {
	if (chains.some((series) => series.length < fewestRows)) return false;
	const ends = chains.flatMap((series) => {
		const half = series.length >> 1;
		return [series.subarray(0, half), series.subarray(series.length - half)];
	});
	return (
		ends.every((half) => half.every((x) => x === half[0])) &&
		ends.some((half) => half[0] !== element(ends, 0)[0])
	);
}

export interface EqualChains {
	readonly chains: readonly Float64Array[];
	/** What was left out to make them equally long; absent where nothing was. */
	readonly note?: string;
}

/** Chains of one length for R-hat: those at least half as long as the longest, each cut to the shortest of these. */
export function equalChains(
	chains: readonly Float64Array[],
	names: readonly string[],
): EqualChains {
	const longest = Math.max(...chains.map(({ length }) => length));
	const kept = chains.filter(({ length }) => 2 * length >= longest);
	const shortest = Math.min(...kept.map(({ length }) => length));
	if (kept.length === chains.length && shortest === longest) return { chains };
	const left = chains.flatMap(({ length }, c) =>
		2 * length >= longest ? [] : [`${names[c]} (${length})`],
	);
	const shown = left.slice(0, 5).join(", ");
	const without =
		left.length === 0
			? ""
			: `, without ${shown}${left.length > 5 ? ` and ${left.length - 5} more` : ""}`;
	return {
		chains: kept.map((series) => series.subarray(0, shortest)),
		note: `chains differ in length: R-hat, bulk and tail ESS look at the first ${shortest} measurements of each${without}; all else uses every measurement`,
	};
}
