/**
 * The names and shapes of the measured histories in a cell's folder. What writes them and what reads them
 * must agree.
 */
import type { Series } from "../../metrics/cell/evaluate.js";

/** One history: a column of numbers, by chain. */
export interface SeriesFile {
	readonly name: string;
	readonly data: Float32Array | Float64Array;
	/** [chains, length] for chains, [length] for weighted draws. */
	readonly shape: readonly number[];
}

/** The measured histories as files of the cell's folder, in order of measurement. */
export function seriesFiles(series: Series): readonly SeriesFile[] {
	const shape =
		series.kind === "chains"
			? [series.chains, series.count / series.chains]
			: [series.count];
	const file = (name: string, data: Float32Array | Float64Array | undefined) =>
		data === undefined ? [] : [{ name, data, shape }];
	return [
		...Object.entries(series.columns).flatMap(([name, data]) =>
			file(historyName(name), data),
		),
		...file(
			"accepted.npy",
			series.accepted === undefined
				? undefined
				: Float32Array.from(series.accepted),
		),
		...file("energy-change.npy", series.energyChange),
		...file(weightsName, series.logWeights),
	];
}

export const weightsName = "log-weights.npy";

export function historyName(column: string): string {
	return `history-${fileName(column)}.npy`;
}

/** Columns may have any name, files may not. */
function fileName(column: string): string {
	return column.replace(/[^A-Za-z0-9._-]+/g, "-");
}
