/**
 * Joins several files into one table. If all files have the same observables, each file adds its chains.
 * If they have none in common, the files are laid side by side.
 */
import { basename } from "node:path";
import { InputError } from "../../core/errors.js";
import { lengthsOf, type Table } from "./table.js";

/** @throws InputError when the observables overlap in part, or the files do not fit side by side */
export function joinTables(tables: readonly Table[]): Table {
	const [first, ...others] = tables;
	if (first === undefined) throw new RangeError("no tables to join");
	if (others.length === 0) return first;
	return others.reduce<Table>((joined, table) => {
		const shared = [...table.columns.keys()].filter((name) =>
			joined.columns.has(name),
		);
		return shared.length === 0 && !bothOnlyWeights(joined, table)
			? sideBySide(joined, table)
			: oneAfterTheOther(joined, table);
	}, named(first));
}

/** Chains of several files bear the names of their files. */
function named(table: Table): Table {
	const file = basename(table.source);
	return {
		...table,
		chains: table.chains.map((chain) =>
			chain === table.source ? file : `${file}: ${chain}`,
		),
	};
}

function bothOnlyWeights(a: Table, b: Table): boolean {
	return a.columns.size === 0 && b.columns.size === 0;
}

function sideBySide(left: Table, right: Table): Table {
	const [a, b] = [left, right].map((table) => lengthsOf(table).join(", "));
	if (a !== b) {
		throw new InputError(
			`${right.source}: ${b} measurements, ${left.source} has ${a}; files with different observables stand side by side, and must be equally long`,
		);
	}
	for (const part of ["logWeights", "configurations"] as const) {
		if (left[part] !== undefined && right[part] !== undefined) {
			throw new InputError(
				`${right.source}: ${part === "logWeights" ? "log weights" : "numbers of configurations"} are also in ${left.source}; expected them in one of files that stand side by side`,
			);
		}
	}
	return {
		...left,
		...(right.logWeights === undefined ? {} : { logWeights: right.logWeights }),
		...(right.configurations === undefined
			? {}
			: { configurations: right.configurations }),
		source: `${left.source}, ${right.source}`,
		chains: left.ordered
			? left.chains
			: right.ordered
				? right.chains
				: left.chains,
		ordered: left.ordered || right.ordered,
		columns: new Map([...left.columns, ...right.columns]),
		notes: merged(left, right),
	};
}

function oneAfterTheOther(first: Table, second: Table): Table {
	const odd =
		[...first.columns.keys()].find((name) => !second.columns.has(name)) ??
		[...second.columns.keys()].find((name) => !first.columns.has(name));
	if (odd !== undefined) {
		throw new InputError(
			`${second.source}: '${odd}' is in only one of ${second.source} and ${first.source}; files hold either the same observables (further chains) or none in common`,
		);
	}
	for (const part of ["logWeights", "configurations"] as const) {
		if ((first[part] === undefined) !== (second[part] === undefined)) {
			throw new InputError(
				`${second.source}: ${part === "logWeights" ? "log weights" : "numbers of configurations"} are in only one of ${second.source} and ${first.source}`,
			);
		}
	}
	const columns = new Map<string, readonly Float64Array[]>();
	for (const [name, chains] of first.columns) {
		columns.set(name, [...chains, ...(second.columns.get(name) ?? [])]);
	}
	const { logWeights, configurations } = first;
	return {
		...first,
		source: `${first.source}, ${second.source}`,
		chains: distinct([...first.chains, ...named(second).chains]),
		columns,
		...(logWeights === undefined
			? {}
			: { logWeights: [...logWeights, ...(second.logWeights ?? [])] }),
		...(configurations === undefined
			? {}
			: {
					configurations: {
						...configurations,
						numbers: [
							...configurations.numbers,
							...(second.configurations?.numbers ?? []),
						],
					},
				}),
		ordered: first.ordered || second.ordered,
		notes: merged(first, second),
	};
}

function merged(first: Table, second: Table): readonly string[] {
	return [...new Set([...first.notes, ...second.notes])];
}

/** Files of one name in several folders are numbered. */
function distinct(names: readonly string[]): readonly string[] {
	const taken = new Set<string>();
	return names.map((name) => {
		let free = name;
		for (let n = 2; taken.has(free); n++) free = `${name} (${n})`;
		taken.add(free);
		return free;
	});
}
