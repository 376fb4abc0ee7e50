/** Averages of consecutive measurements. */
import { InputError } from "../../../core/errors.js";
import { batchMeans } from "../../../core/statistics/chains/batch-means.js";
import { lengthsOf, mapSeries, type Table } from "../table.js";
import { gridOf } from "./configurations.js";

/**
 * Each `size` consecutive measurements of a chain become their mean; an incomplete bin at its end is left out.
 * @throws InputError for weighted rows, rows with gaps, or a chain shorter than a bin
 */
export function binRows(table: Table, size: number): Table {
	if (size === 1) return table;
	const { source, logWeights, configurations, chains } = table;
	if (logWeights !== undefined) {
		throw new InputError(
			`${source}: --bin averages rows of equal weight, and these have weights`,
		);
	}
	if (configurations !== undefined) {
		const grid = gridOf(configurations.numbers);
		if (grid === undefined || grid.missing > 0) {
			throw new InputError(
				`${source}: --bin averages neighbours, and configurations are missing between these`,
			);
		}
	}
	const lengths = lengthsOf(table);
	const short = lengths.findIndex((length) => length < size);
	if (short >= 0) {
		throw new InputError(
			`${source}: --bin ${size} leaves nothing of ${chains[short]}, which has ${lengths[short]} measurements`,
		);
	}
	const rest = lengths.reduce((sum, length) => sum + (length % size), 0);
	const binned = mapSeries(table, (series) => batchMeans([series], size));
	return {
		...binned,
		...(configurations === undefined
			? {}
			: {
					configurations: {
						...configurations,
						// Of the first row: numbers stay whole, and their distance is that of the bins.
						numbers: configurations.numbers.map((numbers) =>
							numbers.filter(
								(_, i) => i % size === 0 && i + size <= numbers.length,
							),
						),
					},
				}),
		notes: [
			...table.notes,
			`each measurement is the mean of ${size}${rest === 0 ? "" : `; ${rest} at the ends of chains are left out`}`,
		],
	};
}
