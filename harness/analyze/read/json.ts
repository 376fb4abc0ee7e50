/**
 * Measurements from JSON, in the layouts that people store:
 *   {"m": [..], "e": [..]}           observable -> series
 *   {"m": [[..], [..]]}              observable -> chain -> series
 *   [{"m": .., "e": ..}, ..]         one object for each measurement
 *   [..]                             one series, named after the file
 *   {"m": {"0": .., "1": ..}}        observable -> row -> value, as pandas writes it
 * with weights, configuration numbers and labels of chains as in a CSV.
 */
import { element } from "../../../core/elements.js";
import { InputError, messageOf } from "../../../core/errors.js";
import { placeOf, syntaxErrorOf } from "./json-position.js";
import { roleOf } from "./roles.js";
import type { ReadOptions, Sheet } from "./sheet.js";
import { bytesOf, type Source } from "./source.js";
import { splitByLabel } from "./split-by-label.js";

type Path = readonly (string | number)[];

/** @throws InputError "file:line:column: ..." */
export async function readJson(
	source: Source,
	options: ReadOptions = {},
): Promise<Sheet> {
	const { name, stem } = source;
	const text = (await bytesOf(source)).toString("utf8").replace(/^\uFEFF/, "");
	if (text.trim() === "") {
		throw new InputError(`${name}:1:1: the file is empty, expected JSON`);
	}
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		const place = syntaxErrorOf(text);
		throw new InputError(
			place === undefined
				? `${name}: ${messageOf(error)}`
				: `${name}:${place.line}:${place.column}: not JSON, expected ${place.expected}`,
		);
	}
	const fail = (where: Path, message: string): never => {
		const place = placeOf(text, where);
		throw new InputError(`${name}:${place.line}:${place.column}: ${message}`);
	};
	const columns = toColumns(value, stem, fail);
	return { source: name, ...byChain(columns, options, fail), notes: [] };
}

type Fail = (where: Path, message: string) => never;

/** Lists by name, and where an entry of one stands in the document. */
interface Lists {
	readonly lists: Readonly<Record<string, readonly unknown[]>>;
	readonly at: (name: string, ...rest: number[]) => Path;
}

function toColumns(value: unknown, stem: string, fail: Fail): Lists {
	if (Array.isArray(value)) {
		if (value.length === 0) return fail([], "the list is empty");
		return isObject(value[0])
			? fromRows(value, fail)
			: { lists: { [stem]: value }, at: (_, ...rest) => rest };
	}
	if (!isObject(value)) {
		return fail([], "expected an object of lists, or a list");
	}
	const lists: Record<string, readonly unknown[]> = {};
	const keys = new Map<string, readonly string[]>();
	for (const [name, column] of Object.entries(value)) {
		if (isObject(column)) keys.set(name, Object.keys(column));
		const list = isObject(column) ? Object.values(column) : column;
		if (!Array.isArray(list)) return fail([name], `'${name}' is not a list`);
		if (list.length === 0) return fail([name], `'${name}' is empty`);
		lists[name] = list;
	}
	return {
		lists,
		at: (name, ...rest) => {
			const [first, ...inner] = rest;
			const key = first === undefined ? undefined : keys.get(name)?.[first];
			return key === undefined ? [name, ...rest] : [name, key, ...inner];
		},
	};
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fromRows(rows: readonly unknown[], fail: Fail): Lists {
	const names = Object.keys(rows[0] as object);
	const lists: Record<string, unknown[]> = {};
	for (const name of names) lists[name] = [];
	for (const [index, row] of rows.entries()) {
		if (!isObject(row)) return fail([index], "expected an object");
		for (const name of names) {
			if (!Object.hasOwn(row, name)) fail([index], `'${name}' is missing`);
			element(lists, name).push(row[name]);
		}
		const odd = Object.keys(row).find((name) => !names.includes(name));
		if (odd !== undefined) {
			fail([index, odd], `'${odd}' is not in the first measurement`);
		}
	}
	return {
		lists,
		at: (name, index) => (index === undefined ? [] : [index, name]),
	};
}

function byChain(
	{ lists, at }: Lists,
	{ roles }: ReadOptions,
	fail: Fail,
): Pick<Sheet, "columns" | "chains"> {
	const columns = new Map<string, readonly Float64Array[]>();
	let labels: { name: string; list: readonly string[] } | undefined;
	for (const [name, list] of Object.entries(lists)) {
		const role = roleOf(name, roles);
		if (role === "ignored") continue;
		if (role === "chain") {
			if (labels !== undefined) {
				fail(at(name), `both '${labels.name}' and '${name}' label chains`);
			}
			labels = { name, list: labelsOf(list, (i) => at(name, i), fail) };
			continue;
		}
		columns.set(
			name,
			Array.isArray(list[0])
				? list.map((series, c) => {
						if (!Array.isArray(series) || series.length === 0) {
							return fail(at(name, c), "expected a list of numbers");
						}
						return numbers(series, name, role, (i) => at(name, c, i), fail);
					})
				: [numbers(list, name, role, (i) => at(name, i), fail)],
		);
	}
	if (columns.size === 0) return fail([], "no observables");
	requireEqualLengths(columns, at, fail);
	if (labels === undefined) return { columns };
	for (const [name, chains] of columns) {
		if (chains.length > 1 || element(chains, 0).length !== labels.list.length) {
			fail(
				at(labels.name),
				`'${labels.name}' does not have one label for each value of '${name}'`,
			);
		}
	}
	return splitByLabel(columns, labels.list);
}

function numbers(
	list: readonly unknown[],
	name: string,
	role: string,
	at: (index: number) => Path,
	fail: Fail,
): Float64Array {
	const out = new Float64Array(list.length);
	for (let i = 0; i < list.length; i++) {
		const entry = list[i];
		if (typeof entry === "number" && Number.isFinite(entry)) out[i] = entry;
		// JSON has no infinity; a weight of zero is written as text.
		else if (
			role === "logWeight" &&
			(entry === "-inf" || entry === "-Infinity")
		) {
			out[i] = Number.NEGATIVE_INFINITY;
		} else {
			const hint =
				entry === null
					? ": pandas and polars write NaN and infinity as null"
					: "";
			const expected =
				role === "logWeight"
					? `a finite number, or "-Infinity" for a weight of zero`
					: "a finite number";
			fail(
				at(i),
				`'${name}' is ${JSON.stringify(entry)}, expected ${expected}${hint}`,
			);
		}
	}
	return out;
}

function labelsOf(
	list: readonly unknown[],
	at: (index: number) => Path,
	fail: Fail,
): readonly string[] {
	return list.map((label, i) =>
		typeof label === "string" || typeof label === "number"
			? String(label)
			: fail(at(i), "a chain is named by a number or a text"),
	);
}

function requireEqualLengths(
	columns: ReadonlyMap<string, readonly Float64Array[]>,
	at: Lists["at"],
	fail: Fail,
): void {
	let first: { readonly name: string; readonly shape: string } | undefined;
	for (const [name, chains] of columns) {
		const shape = chains.map((series) => series.length).join(", ");
		first ??= { name, shape };
		if (shape !== first.shape) {
			fail(
				at(name),
				`'${name}' has ${shape} measurements, '${first.name}' has ${first.shape}`,
			);
		}
	}
}
