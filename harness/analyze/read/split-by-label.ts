/** One long series becomes one series for each chain, in the order in which the labels first appear. */
import { element, groupBy } from "../../../core/elements.js";
export function splitByLabel(
	columns: ReadonlyMap<string, readonly Float64Array[]>,
	labels: ArrayLike<string | number>,
): {
	readonly columns: ReadonlyMap<string, readonly Float64Array[]>;
	readonly chains: readonly string[];
} {
	const rows = groupBy(Array(labels.length).keys(), (i) => String(labels[i]));
	const split = new Map<string, Float64Array[]>();
	for (const [name, [series = new Float64Array()]] of columns) {
		split.set(
			name,
			[...rows.values()].map((places) =>
				Float64Array.from(places, (i) => element(series, i)),
			),
		);
	}
	return { columns: split, chains: [...rows.keys()] };
}
