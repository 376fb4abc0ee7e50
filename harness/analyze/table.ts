/** Measurements that someone else made, whatever file they came in. */
import { InputError } from "../../core/errors.js";

export interface Table {
	/** Where it came from, for messages. */
	readonly source: string;
	/** Observable -> one series for each chain; chains may differ in length, but not between observables. */
	readonly columns: ReadonlyMap<string, readonly Float64Array[]>;
	/** -S - log q of each row; then there is one chain, of independent draws. */
	readonly logWeights?: Float64Array;
}

/** Column that labels the chain of a row. */
export const chainColumn = "chain";
/** Column that holds log weights. */
export const logWeightColumn = "logWeight";

/** How many rows each chain of the table has. */
export function lengthsOf(table: Table): readonly number[] {
	const [first] = table.columns.values();
	return first === undefined
		? [table.logWeights?.length ?? 0]
		: first.map((series) => series.length);
}

/**
 * Several files as one table. The same observables in all files: each file adds its chains. No
 * observable in common: the files are laid side by side.
 * @throws InputError when the observables overlap in part, or weights and chains mix
 */
export function joinTables(tables: readonly Table[]): Table {
	const [first, ...others] = tables;
	if (others.length === 0) return first;
	const weighted = tables.find((table) => table.logWeights !== undefined);
	if (weighted !== undefined) {
		throw new InputError(
			`${weighted.source}: log weights belong to the draws of their own file; expected a single file with a column '${logWeightColumn}'`,
		);
	}
	const source = tables.map((table) => table.source).join(", ");
	const names = [...first.columns.keys()];
	const columns = new Map(first.columns);
	for (const table of others) {
		const shared = [...table.columns.keys()].filter((name) =>
			columns.has(name),
		);
		if (shared.length === 0) {
			for (const [name, chains] of table.columns) columns.set(name, chains);
			continue;
		}
		const missing = names.find((name) => !table.columns.has(name));
		const foreign = [...table.columns.keys()].find(
			(name) => !first.columns.has(name),
		);
		const odd = missing ?? foreign;
		if (odd !== undefined) {
			throw new InputError(
				`${table.source}: '${odd}' is in only one of ${table.source} and ${first.source}; files hold either the same observables (further chains) or none in common`,
			);
		}
		for (const [name, chains] of table.columns) {
			columns.set(name, [...(columns.get(name) ?? []), ...chains]);
		}
	}
	return { source, columns };
}
