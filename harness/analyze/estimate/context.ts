/**
 * How to average the rows of a table: with equal or other weights, as independent draws or as chains, with
 * or without gaps.
 */
import { defined, element } from "../../../core/elements.js";
import { scaled, unitScale } from "../../../core/statistics/chains/scale.js";
import { serialCorrelation } from "../../../core/statistics/chains/serial-correlation.js";
import { summarizeWeights } from "../../../core/statistics/weights/log-weights.js";
import type { Formula } from "../formula/formula.js";
import { type Grid, gridOf, onGrid } from "../rows/configurations.js";
import { lengthsOf, type Table } from "../table.js";

export interface Context {
	readonly table: Table;
	readonly formulas: readonly Formula[];
	/** S of the Gamma method; 1.5 if absent. */
	readonly stretch?: number;
	/** Weights that add up to one over all chains; absent where all rows count alike. */
	readonly weights?: readonly Float64Array[];
	/** Whether rows follow one another as in a Markov chain; false for independent weighted draws. */
	readonly correlated: boolean;
	/** Where configurations are numbered regularly. */
	readonly grid?: Grid;
	/** 1 where a place of the grid has a row, 0 in a gap; absent where there are no gaps. */
	readonly present?: readonly Float64Array[];
	/** What had to be decided about the rows. */
	readonly notes: readonly string[];
}

/** @throws InputError if a log weight is NaN or +infinity, or if all weights are zero */
export function contextOf(
	table: Table,
	formulas: readonly Formula[] = [],
	stretch?: number,
): Context {
	const notes: string[] = [];
	const weights =
		table.logWeights === undefined ? undefined : normalised(table.logWeights);
	let correlated = weights === undefined || table.ordered;
	if (weights !== undefined && !correlated) {
		const dependent = dependentColumn(table, weights);
		if (dependent !== undefined) {
			correlated = true;
			notes.push(
				`the weighted measurements are no independent draws: ${dependent} is correlated along the file, and errors are those of a reweighted Markov chain`,
			);
		}
	}
	const grid =
		table.configurations === undefined || !correlated
			? undefined
			: gridOf(table.configurations.numbers);
	if (table.configurations !== undefined && correlated) {
		notes.push(gridNote(table, grid));
	}
	const present =
		grid === undefined || grid.missing === 0
			? undefined
			: grid.places.map((places, c) =>
					onGrid(new Float64Array(places.length).fill(1), grid, c),
				);
	return {
		table,
		formulas,
		...defined({ stretch, weights }),
		correlated,
		...defined({ grid, present }),
		notes,
	};
}

function gridNote(table: Table, grid: Grid | undefined): string {
	const name = table.configurations?.name;
	if (grid === undefined) {
		return `column '${name}' numbers the configurations too irregularly for a unit of tauInt: they are taken as they follow one another`;
	}
	const rows = lengthsOf(table).reduce((sum, length) => sum + length, 0);
	const gaps =
		grid.missing === 0
			? ""
			: `, ${grid.missing} missing among ${rows + grid.missing}`;
	return `column '${name}' numbers the configurations, one every ${grid.step}${gaps}`;
}

function normalised(
	logWeights: readonly Float64Array[],
): readonly Float64Array[] {
	const { normalized } = summarizeWeights(flatten(logWeights));
	let at = 0;
	return logWeights.map(({ length }) => {
		at += length;
		return normalized.subarray(at - length, at);
	});
}

function dependentColumn(
	table: Table,
	weights: readonly Float64Array[],
): string | undefined {
	const depends = (chains: readonly Float64Array[]): boolean =>
		scaled(chains, unitScale(chains)).some(
			(series) => serialCorrelation(series) !== undefined,
		);
	if (depends(weights)) return "the weight";
	for (const [name, chains] of table.columns) {
		if (depends(chains)) return `'${name}'`;
	}
	return undefined;
}

/** One series after the other; the series itself where there is one. */
export function flatten(series: readonly Float64Array[]): Float64Array {
	if (series.length === 1) return element(series, 0);
	const all = new Float64Array(
		series.reduce((sum, { length }) => sum + length, 0),
	);
	let at = 0;
	for (const part of series) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}
