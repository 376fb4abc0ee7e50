/**
 * `--set PATH=VALUE`: changes one value of a suite from the command line. PATH names keys, and
 * targets and samplers by their label, for example `samplers.realnvp.options.layers=8`.
 */
import { parseDocument } from "yaml";
import { InputError } from "../core/errors.js";
import type { Catalogue } from "./catalogue.js";
import { suggestion } from "./mistakes/nearest.js";
import {
	allowedKeys,
	child,
	type SchemaNode,
	schemasAt,
} from "./mistakes/schema-walk.js";

export interface Override {
	/** The text before the first `=`. */
	readonly path: string;
	/** The text after it, read as YAML. */
	readonly value: unknown;
	/** The whole argument, for messages. */
	readonly text: string;
}

/** @throws InputError unless the text is PATH=VALUE with a VALUE in YAML. */
export function parseOverride(text: string): Override {
	const equals = text.indexOf("=");
	if (equals < 1)
		throw new InputError(
			`--set ${text}: expected PATH=VALUE, such as draws=1000`,
		);
	const path = text.slice(0, equals).trim();
	const source = text.slice(equals + 1);
	const document = parseDocument(source, {
		prettyErrors: false,
		version: "1.2",
	});
	const [error] = [...document.errors, ...document.warnings];
	if (error !== undefined)
		throw new InputError(
			`--set ${text}: the value is not YAML: ${error.message.split("\n", 1)[0]}`,
		);
	return { path, value: document.toJS() as unknown, text };
}

type Container = Record<PropertyKey, unknown>;

/**
 * The suite's value with the overrides in place; the argument is left as it is. The outcome still
 * has to pass the schema.
 * @throws InputError for a path that leads nowhere, with the nearest name.
 */
export function applyOverrides(
	value: unknown,
	overrides: readonly Override[],
	schema: SchemaNode,
	catalogue: Catalogue,
): unknown {
	const root = structuredClone(value);
	for (const override of overrides) {
		const path = resolvePath(root, override, schema, catalogue);
		let current = root as Container;
		for (const key of path.slice(0, -1)) {
			if (current[key] === undefined) current[key] = {};
			current = current[key] as Container;
		}
		const last = path.at(-1);
		if (last !== undefined) current[last] = structuredClone(override.value);
	}
	return root;
}

/** The keys and indices that a dotted path means. */
function resolvePath(
	root: unknown,
	override: Override,
	schema: SchemaNode,
	catalogue: Catalogue,
): readonly PropertyKey[] {
	const path: PropertyKey[] = [];
	let rest = override.path;
	let current = root;
	while (rest.length > 0) {
		const where = override.path.slice(0, override.path.length - rest.length);
		const list = path.length === 1 ? path[0] : undefined;
		let key: PropertyKey;
		if (Array.isArray(current) && (list === "targets" || list === "samplers")) {
			const index = labelled(current, rest, catalogue, where, override);
			rest = rest.slice(index.length);
			key = index.at;
			const entry: unknown = current[key];
			// The short form has no keys to change: write it out.
			if (typeof entry === "string" && rest.length > 0)
				current[key] = { sampler: entry };
		} else {
			const [segment = ""] = rest.split(".", 1);
			rest = rest.slice(segment.length);
			key = Array.isArray(current)
				? element(current, segment, where, override)
				: named(root, path, segment, where, schema, override);
		}
		path.push(key);
		current = child(current, key);
		if (rest.length === 0) break;
		rest = rest.slice(1);
		if (rest.length === 0)
			throw new InputError(`--set ${override.text}: the path ends in a dot`);
		if (
			current !== undefined &&
			(typeof current !== "object" || current === null)
		)
			throw new InputError(
				`--set ${override.text}: ${override.path.slice(0, -rest.length - 1)} is ${JSON.stringify(current)}, which has no ${JSON.stringify(rest)}`,
			);
	}
	return path;
}

/** Whether an override names an entry of a list by one of these labels. */
export function names(
	{ path }: Override,
	list: "targets" | "samplers",
	labels: readonly string[],
): boolean {
	return labels.some((label) => {
		const start = `${list}.${label}`;
		return path === start || path.startsWith(`${start}.`);
	});
}

/** Labels may hold dots, so the longest label that the path goes on with is meant. */
function labelled(
	entries: readonly unknown[],
	rest: string,
	catalogue: Catalogue,
	where: string,
	override: Override,
): { readonly at: number; readonly length: number } {
	const labels = entries.map((entry) => labelOf(entry, catalogue));
	let best = { at: -1, length: -1 };
	for (const [at, label] of labels.entries()) {
		const fits = rest === label || rest.startsWith(`${label}.`);
		if (fits && label.length > best.length) best = { at, length: label.length };
	}
	if (best.at >= 0) return best;
	const [wanted = ""] = rest.split(".", 1);
	throw new InputError(
		`--set ${override.text}: no label ${JSON.stringify(wanted)} in ${where.slice(0, -1)}; expected one of ${labels.join(", ")}${suggestion(wanted, labels)}`,
	);
}

/** The label of an entry as written. */
export function labelOf(entry: unknown, catalogue: Catalogue): string {
	if (typeof entry === "string")
		return catalogue.samplers.get(entry)?.name ?? entry;
	const label = child(entry, "label");
	if (typeof label === "string") return label;
	const sampler = child(entry, "sampler");
	if (typeof sampler === "string")
		return catalogue.samplers.get(sampler)?.name ?? sampler;
	const action = String(child(entry, "action"));
	return catalogue.actions.get(action)?.name ?? action;
}

function element(
	list: readonly unknown[],
	segment: string,
	where: string,
	override: Override,
): number {
	const index = /^\d+$/.test(segment) ? Number(segment) : -1;
	if (index >= 0 && index < list.length) return index;
	throw new InputError(
		`--set ${override.text}: ${where.slice(0, -1)} has no entry ${JSON.stringify(segment)}; expected 0 to ${list.length - 1}`,
	);
}

function named(
	root: unknown,
	path: readonly PropertyKey[],
	segment: string,
	where: string,
	schema: SchemaNode,
	override: Override,
): string {
	const keys = allowedKeys(schemasAt(schema, root, path));
	if (keys.includes(segment)) return segment;
	const place = where === "" ? "" : ` in ${where.slice(0, -1)}`;
	const expected =
		keys.length === 0
			? "expected nothing below it"
			: `expected one of ${keys.join(", ")}`;
	throw new InputError(
		`--set ${override.text}: unknown key ${JSON.stringify(segment)}${place}; ${expected}${suggestion(segment, keys)}`,
	);
}
