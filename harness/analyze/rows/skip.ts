/** Leaves measurements out at the beginning of every chain, and finds those that should be left out. */
import { element } from "../../../core/elements.js";
import { exitStatus, InputError } from "../../../core/errors.js";
import { transient } from "../../../core/statistics/chains/transient.js";
import { lengthsOf, mapSeries, type Table } from "../table.js";

/** Chance that anything is said about a table in which every chain is thermalised. */
const level = 1e-3;

export interface Start {
	readonly chain: string;
	/** Measurements until all observables agree with the later half; undefined where no cut helps. */
	readonly cut: number | undefined;
	/** The observable that asks for the longest cut, or drifts. */
	readonly observable: string;
}

/** Chains that do not look thermalised from their first measurement on. */
export function suspectStarts(table: Table): readonly Start[] {
	// Each series is asked for a drift of its later half, and for a cut.
	const tests = 2 * table.columns.size * table.chains.length;
	return table.chains.flatMap((chain, c) => {
		let worst: Start | undefined;
		for (const [observable, chains] of table.columns) {
			const found = transient(element(chains, c), level / tests);
			if (found === undefined) continue;
			if (!found.stationary) return [{ chain, cut: undefined, observable }];
			if (found.cut > (worst?.cut ?? 0)) {
				worst = { chain, cut: found.cut, observable };
			}
		}
		return worst === undefined ? [] : [worst];
	});
}

/**
 * Without the first `count` measurements of every chain.
 * @throws InputError if a chain has no more than that
 */
export function skipRows(table: Table, count: number): Table {
	if (count === 0) return table;
	const short = lengthsOf(table).findIndex((length) => length <= count);
	if (short >= 0) {
		throw new InputError(
			`${table.source}: --skip ${count} leaves nothing of ${table.chains[short]}, which has ${lengthsOf(table)[short]} measurements`,
		);
	}
	return {
		...mapSeries(table, (series) => series.subarray(count)),
		notes: [
			...table.notes,
			`the first ${count} measurements of ${table.chains.length === 1 ? "the chain" : "every chain"} are left out`,
		],
	};
}

/**
 * Without what is not thermalised, each chain on its own.
 * @throws InputError with status inconclusive if a chain never becomes stationary
 */
export function skipTransients(table: Table): Table {
	const starts = suspectStarts(table);
	const lost = starts.find(({ cut }) => cut === undefined);
	if (lost !== undefined) {
		throw new InputError(
			`${table.source}: '${lost.observable}' of ${lost.chain} does not become stationary: no part of the beginning can be left out so that the rest agrees with its later half`,
			exitStatus.inconclusive,
		);
	}
	const cuts = new Map(starts.map(({ chain, cut }) => [chain, cut ?? 0]));
	const notes = starts.map(
		({ chain, cut, observable }) =>
			`the first ${cut} measurements of ${chain} are left out: not thermalised, as '${observable}' shows`,
	);
	return {
		...mapSeries(table, (series, c) =>
			series.subarray(cuts.get(element(table.chains, c)) ?? 0),
		),
		notes: [
			...table.notes,
			...(notes.length > 0
				? notes
				: [
						"nothing is left out: every chain looks thermalised from its start",
					]),
		],
	};
}
