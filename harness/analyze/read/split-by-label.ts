/** One long series becomes one series for each chain, in the order in which the labels first appear. */
import { element } from "../../../core/elements.js";
export function splitByLabel(
	columns: ReadonlyMap<string, readonly Float64Array[]>,
	labels: ArrayLike<string | number>,
): {
	readonly columns: ReadonlyMap<string, readonly Float64Array[]>;
	readonly chains: readonly string[];
} {
	const rows = new Map<string, number[]>();
	for (let i = 0; i < labels.length; i++) {
		const label = String(labels[i]);
		const known = rows.get(label);
		if (known === undefined) rows.set(label, [i]);
		else known.push(i);
	}
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
