/**
 * Measurements from JSON, in the layouts that people store:
 *   {"m": [..], "e": [..]}           observable -> series
 *   {"m": [[..], [..]]}              observable -> chain -> series
 *   [{"m": .., "e": ..}, ..]         one object for each measurement
 *   [..]                             one series, named after the file
 * with `logWeight` and `chain` as in a CSV.
 */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { InputError, messageOf } from "../../core/errors.js";
import { placeOf, syntaxErrorOf } from "./json-position.js";
import { chainColumn, logWeightColumn, type Table } from "./table.js";

type Path = readonly (string | number)[];

/** @throws InputError "file:line:column: ..." */
export async function readJson(path: string): Promise<Table> {
	let text: string;
	try {
		text = await readFile(path, "utf8");
	} catch (error) {
		throw new InputError(`${path}: cannot be read: ${messageOf(error)}`);
	}
	if (text.trim() === "") {
		throw new InputError(`${path}:1:1: the file is empty, expected JSON`);
	}
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		const place = syntaxErrorOf(text);
		throw new InputError(
			place === undefined
				? `${path}: ${messageOf(error)}`
				: `${path}:${place.line}:${place.column}: not JSON, expected ${place.expected}`,
		);
	}
	const fail = (where: Path, message: string): never => {
		const place = placeOf(text, where);
		throw new InputError(`${path}:${place.line}:${place.column}: ${message}`);
	};
	return toTable(value, path, fail);
}

type Fail = (where: Path, message: string) => never;

function toTable(value: unknown, source: string, fail: Fail): Table {
	if (Array.isArray(value)) {
		if (value.length === 0) return fail([], "the list is empty");
		if (isObject(value[0])) return fromRows(value, source, fail);
		const name = basename(source).replace(/\.json$/i, "");
		return fromColumns({ [name]: value }, source, fail, true);
	}
	if (!isObject(value)) {
		return fail([], "expected an object of lists, or a list");
	}
	return fromColumns(value, source, fail, false);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fromRows(rows: readonly unknown[], source: string, fail: Fail): Table {
	const names = Object.keys(rows[0] as object);
	const columns: Record<string, unknown[]> = {};
	for (const name of names) columns[name] = [];
	for (const [index, row] of rows.entries()) {
		if (!isObject(row)) return fail([index], "expected an object");
		for (const name of names) {
			if (!(name in row)) fail([index], `'${name}' is missing`);
			columns[name].push(row[name]);
		}
		const odd = Object.keys(row).find((name) => !names.includes(name));
		if (odd !== undefined) {
			fail([index, odd], `'${odd}' is not in the first measurement`);
		}
	}
	return fromColumns(
		columns,
		source,
		(where, message) => {
			const [name, index] = where;
			return fail(
				index === undefined ? [] : [Number(index), String(name)],
				message,
			);
		},
		false,
	);
}

/** @param bare the document itself is the only list, so paths have no name in front */
function fromColumns(
	value: Readonly<Record<string, unknown>>,
	source: string,
	fail: Fail,
	bare: boolean,
): Table {
	const at = (name: string, ...rest: number[]): Path =>
		bare ? rest : [name, ...rest];
	const { [chainColumn]: labels, [logWeightColumn]: weights, ...rest } = value;
	const columns = new Map<string, Float64Array[]>();
	for (const [name, list] of Object.entries(rest)) {
		if (!Array.isArray(list)) return fail(at(name), `'${name}' is not a list`);
		if (list.length === 0) return fail(at(name), `'${name}' is empty`);
		const nested = Array.isArray(list[0]);
		columns.set(
			name,
			nested
				? list.map((series: unknown, c) => {
						if (!Array.isArray(series) || series.length === 0) {
							return fail(at(name, c), `expected a list of numbers`);
						}
						return numbers(series, name, fail, (i) => at(name, c, i));
					})
				: [numbers(list, name, fail, (i) => at(name, i))],
		);
	}
	if (columns.size === 0 && weights === undefined) {
		return fail([], "no observables");
	}
	requireEqualLengths(columns, fail);
	if (weights !== undefined) {
		return withWeights(columns, weights, labels, source, fail);
	}
	if (labels === undefined) return { source, columns };
	return { source, columns: byLabel(columns, labels, fail) };
}

function numbers(
	list: readonly unknown[],
	name: string,
	fail: Fail,
	at: (index: number) => Path,
): Float64Array {
	const out = new Float64Array(list.length);
	for (let i = 0; i < list.length; i++) {
		const entry = list[i];
		if (typeof entry === "number" && Number.isFinite(entry)) out[i] = entry;
		// JSON has no infinity; a weight of zero is written as null or as text.
		else if (
			name === logWeightColumn &&
			(entry === null || entry === "-inf" || entry === "-Infinity")
		) {
			out[i] = Number.NEGATIVE_INFINITY;
		} else {
			fail(
				at(i),
				`'${name}' is ${JSON.stringify(entry)}, expected a finite number`,
			);
		}
	}
	return out;
}

function requireEqualLengths(
	columns: ReadonlyMap<string, readonly Float64Array[]>,
	fail: Fail,
): void {
	const [first] = columns;
	if (first === undefined) return;
	const shape = first[1].map((series) => series.length).join(", ");
	for (const [name, chains] of columns) {
		const other = chains.map((series) => series.length).join(", ");
		if (other !== shape) {
			fail(
				[name],
				`'${name}' has ${other} measurements, '${first[0]}' has ${shape}`,
			);
		}
	}
}

function withWeights(
	columns: ReadonlyMap<string, readonly Float64Array[]>,
	weights: unknown,
	labels: unknown,
	source: string,
	fail: Fail,
): Table {
	if (labels !== undefined) {
		fail(
			[chainColumn],
			`'${chainColumn}' and '${logWeightColumn}' exclude each other: weighted draws are independent`,
		);
	}
	if (!Array.isArray(weights) || weights.length === 0) {
		return fail([logWeightColumn], `'${logWeightColumn}' is not a list`);
	}
	const logWeights = numbers(weights, logWeightColumn, fail, (i) => [
		logWeightColumn,
		i,
	]);
	for (const [name, chains] of columns) {
		if (chains.length !== 1 || chains[0].length !== logWeights.length) {
			fail(
				[name],
				`'${name}' does not have one value for each of the ${logWeights.length} log weights`,
			);
		}
	}
	return { source, columns, logWeights };
}

function byLabel(
	columns: ReadonlyMap<string, readonly Float64Array[]>,
	labels: unknown,
	fail: Fail,
): Map<string, Float64Array[]> {
	if (!Array.isArray(labels)) {
		return fail([chainColumn], `'${chainColumn}' is not a list`);
	}
	const rows = new Map<string, number[]>();
	for (const [i, label] of labels.entries()) {
		if (typeof label !== "string" && typeof label !== "number") {
			fail([chainColumn, i], "a chain is named by a number or a text");
		}
		const key = String(label);
		const known = rows.get(key);
		if (known === undefined) rows.set(key, [i]);
		else known.push(i);
	}
	const out = new Map<string, Float64Array[]>();
	for (const [name, chains] of columns) {
		if (chains.length !== 1 || chains[0].length !== labels.length) {
			fail(
				[chainColumn],
				`'${chainColumn}' does not have one label for each value of '${name}'`,
			);
		}
		out.set(
			name,
			[...rows.values()].map((indices) =>
				Float64Array.from(indices, (i) => chains[0][i]),
			),
		);
	}
	return out;
}
