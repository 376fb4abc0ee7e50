/**
 * Numbers of configurations. They put the rows in order, show repeated rows, and define a grid of equal
 * steps with gaps. The step is the greatest common divisor of all distances.
 */
import { InputError } from "../../../core/errors.js";
import { mapSeries, type Table } from "../table.js";

export type Duplicates = "first" | "last";

/** Below this share of occupied places the rows are irregular, and no grid helps. */
const leastShare = 0.2;

export interface Grid {
	/** Distance of neighbouring places, in units of the configuration numbers. */
	readonly step: number;
	/** Place of each row in its chain, from 0 on. */
	readonly places: readonly Float64Array[];
	/** Number of places of each chain. */
	readonly lengths: readonly number[];
	/** Places without a row, over all chains. */
	readonly missing: number;
}

/**
 * Rows in ascending order of their configurations. Rows that repeat another in all columns are left out.
 * @param duplicates which row of a configuration counts where they differ
 * @throws InputError if they differ and `duplicates` does not say
 */
export function orderRows(table: Table, duplicates?: Duplicates): Table {
	const { configurations } = table;
	if (configurations === undefined) return table;
	const { name, numbers } = configurations;
	const notes = [...table.notes];
	const kept = numbers.map((series, chain) => {
		const order = Uint32Array.from(series.keys());
		if (!isAscending(series)) {
			order.sort((a, b) => series[a] - series[b] || a - b);
		}
		const rows: number[] = [];
		for (const row of order) {
			const before = rows.at(-1);
			if (before === undefined || series[before] !== series[row]) {
				rows.push(row);
				continue;
			}
			const odd = differingColumn(table, chain, before, row);
			if (odd !== undefined && duplicates === undefined) {
				throw new InputError(
					`${table.source}: '${name}' is ${series[row]} in measurements ${before + 1} and ${row + 1}${ofChain(table, chain)}, where '${odd}' differs; label the chains in a column 'chain', or say --duplicates first or --duplicates last`,
				);
			}
			if (duplicates === "last") rows[rows.length - 1] = row;
		}
		const repeated = series.length - rows.length;
		if (repeated > 0) {
			notes.push(
				`${repeated} of ${series.length} measurements${ofChain(table, chain)} left out: their '${name}' came before`,
			);
		}
		if (rows.some((row, k) => k > 0 && row < rows[k - 1])) {
			notes.push(`measurements${ofChain(table, chain)} sorted by '${name}'`);
		}
		return rows;
	});
	const ordered = mapSeries(table, (series, chain) =>
		Float64Array.from(kept[chain], (row) => series[row]),
	);
	return { ...ordered, notes };
}

function ofChain({ chains }: Table, chain: number): string {
	return chains.length === 1 ? "" : ` of ${chains[chain]}`;
}

function isAscending(series: Float64Array): boolean {
	for (let i = 1; i < series.length; i++) {
		if (series[i] < series[i - 1]) return false;
	}
	return true;
}

function differingColumn(
	{ columns, logWeights }: Table,
	chain: number,
	first: number,
	second: number,
): string | undefined {
	for (const [name, chains] of columns) {
		if (chains[chain][first] !== chains[chain][second]) return name;
	}
	const weights = logWeights?.[chain];
	return weights !== undefined && weights[first] !== weights[second]
		? "the weight"
		: undefined;
}

/** @param numbers strictly increasing; undefined where they are too irregular for a grid, or there is one row only */
export function gridOf(numbers: readonly Float64Array[]): Grid | undefined {
	let step = 0;
	for (const series of numbers) {
		for (let i = 1; i < series.length; i++) {
			step = greatestDivisor(step, series[i] - series[i - 1]);
		}
	}
	if (step === 0) return undefined;
	const places = numbers.map((series) =>
		series.map((number) => (number - series[0]) / step),
	);
	const lengths = places.map((series) => (series.at(-1) ?? -1) + 1);
	const rows = places.reduce((sum, series) => sum + series.length, 0);
	const all = lengths.reduce((sum, length) => sum + length, 0);
	return rows < leastShare * all
		? undefined
		: { step, places, lengths, missing: all - rows };
}

function greatestDivisor(a: number, b: number): number {
	return b === 0 ? a : greatestDivisor(b, a % b);
}

/** A series on its grid, 0 in the gaps. */
export function onGrid(
	series: Float64Array,
	{ places, lengths }: Grid,
	chain: number,
): Float64Array {
	const out = new Float64Array(lengths[chain]);
	for (let i = 0; i < series.length; i++) out[places[chain][i]] = series[i];
	return out;
}
