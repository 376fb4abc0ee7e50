/** Turns zod's issues into sentences: what was wrong, what was expected, what was probably meant. */
import type { z } from "zod";
import { suggestion } from "./nearest.js";
import {
	allowedKeys,
	child,
	type SchemaNode,
	schemasAt,
} from "./schema-walk.js";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** One mistake: where, and a sentence. `key` means the name of that key itself. */
export interface Problem {
	readonly path: Path;
	readonly key?: string;
	readonly message: string;
	/** Whether this is a rule about a whole, beyond the types of its parts. */
	readonly rule?: boolean;
}

/** `targets[0].shape[1]`; nothing for the whole file. */
function formatPath(path: Path): string {
	return path
		.map((key, index) =>
			typeof key === "number"
				? `[${key}]`
				: `${index === 0 ? "" : "."}${String(key)}`,
		)
		.join("");
}

export function explain(
	issues: readonly Issue[],
	value: unknown,
	schema: SchemaNode,
): readonly Problem[] {
	const problems = issues.flatMap((issue) =>
		problemsOf(issue, [], value, schema),
	);
	// A rule about a whole is not worth saying while its parts are wrong.
	return problems.filter(
		(problem) =>
			!problem.rule ||
			!problems.some(
				(other) => !other.rule && isBelow(other.path, problem.path),
			),
	);
}

function isBelow(path: Path, above: Path): boolean {
	return above.every((key, index) => path[index] === key);
}

function problemsOf(
	issue: Issue,
	above: Path,
	value: unknown,
	schema: SchemaNode,
): readonly Problem[] {
	const path = [...above, ...issue.path];
	const name = formatPath(path) || "the suite";
	const found = lookUp(value, path);
	switch (issue.code) {
		case "invalid_union":
			return chooseBranch(issue.errors, path, value).flatMap((inner) =>
				problemsOf(inner, path, value, schema),
			);
		case "unrecognized_keys": {
			const allowed = allowedKeys(schemasAt(schema, value, path));
			const where = path.length === 0 ? "" : ` in ${name}`;
			return issue.keys.map((key) => ({
				path,
				key,
				message: `unknown key ${show(key)}${where}; expected one of ${allowed.join(", ")}${suggestion(key, allowed)}`,
			}));
		}
		case "invalid_key":
		case "invalid_element": {
			const key = String(path.at(-1));
			const allowed = allowedKeys(schemasAt(schema, value, path.slice(0, -1)));
			return [
				{
					path: path.slice(0, -1),
					key,
					message: `unknown key ${show(key)} in ${formatPath(path.slice(0, -1))}; expected one of ${allowed.join(", ")}${suggestion(key, allowed)}`,
				},
			];
		}
		case "invalid_value": {
			const names = issue.values.map(String);
			return [
				{
					path,
					message: `${describe(name, found)}; expected ${names.length === 1 ? names[0] : `one of ${names.join(", ")}`}${typeof found === "string" ? suggestion(found, names) : ""}`,
				},
			];
		}
		case "custom":
			return [
				{
					path,
					message: `${describe(name, found)}: ${issue.message}`,
					rule: true,
				},
			];
		default: {
			const [node] = schemasAt(schema, value, path);
			const meaning = node?.description;
			const expected =
				issue.code === "invalid_type" && node?.type === "integer"
					? expectedType("int")
					: expectation(issue);
			return [
				{
					path,
					message: `${describe(name, found)}; expected ${expected}${meaning === undefined || expected === meaning ? "" : ` (${meaning})`}`,
				},
			];
		}
	}
}

function lookUp(value: unknown, path: Path): unknown {
	return path.reduce<unknown>(child, value);
}

/** `draws is "many"`, or `draws is missing`. */
function describe(name: string, found: unknown): string {
	return found === undefined
		? `${name} is missing`
		: `${name} is ${show(found)}`;
}

function show(value: unknown): string {
	if (typeof value === "number" && !Number.isFinite(value))
		return String(value);
	const text = JSON.stringify(value) ?? String(value);
	return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** What a single issue says should have stood there. */
function expectation(issue: Issue): string {
	switch (issue.code) {
		case "invalid_type":
			return expectedType(issue.expected);
		case "too_small":
			return bound(issue.origin, "at least", issue.minimum, issue.inclusive);
		case "too_big":
			return bound(issue.origin, "at most", issue.maximum, issue.inclusive);
		case "not_multiple_of":
			return `a multiple of ${issue.divisor}`;
		case "invalid_format":
			return issue.message.replace(/^expected /, "");
		default:
			return issue.message;
	}
}

const typeNames: Readonly<Record<string, string>> = {
	int: "an integer",
	number: "a finite number",
	string: "a text",
	boolean: "true or false",
	array: "a list",
	object: "a mapping of keys to values",
	record: "a mapping of keys to values",
};

function expectedType(type: string): string {
	return typeNames[type] ?? type;
}

function bound(
	origin: string,
	relation: "at least" | "at most",
	limit: number | bigint,
	inclusive: boolean | undefined,
): string {
	if (origin === "array") return `a list of ${relation} ${limit} entries`;
	if (origin === "string") return `a text of ${relation} ${limit} characters`;
	if (inclusive ?? true) return `a number of ${relation} ${limit}`;
	return `a number ${relation === "at least" ? "greater" : "smaller"} than ${limit}`;
}

/**
 * Of the branches of a union, the issues of the one that was meant: the branch whose kind and
 * literals agree with the value. Where none agrees, what the literals would have allowed.
 */
function chooseBranch(
	branches: readonly (readonly Issue[])[],
	at: Path,
	value: unknown,
): readonly Issue[] {
	const flat = branches.flatMap((issues) => leaves(issues));
	const ofKind = flat.filter(
		(issues) => !issues.some((issue) => isKindMismatch(issue, at, value)),
	);
	if (ofKind.length === 0) return mergedTypes(flat);
	const agreeing = ofKind.filter((issues) => !issues.some(isLiteralMismatch));
	if (agreeing.length > 0)
		return agreeing.reduce((a, b) => (b.length < a.length ? b : a));
	// A literal such as the sampler's name is wrong: name every literal that could stand there,
	// unless a branch went wrong later than the others (right action, wrong convention).
	const depth = Math.min(
		...ofKind.map((issues) => issues.filter(isLiteralMismatch).length),
	);
	const close = ofKind.filter(
		(issues) => issues.filter(isLiteralMismatch).length === depth,
	);
	const first = close[0].find(isLiteralMismatch);
	if (first === undefined) return close[0];
	const same = close.flatMap((issues) =>
		issues.filter(
			(issue) =>
				isLiteralMismatch(issue) &&
				formatPath(issue.path) === formatPath(first.path),
		),
	);
	const values = same.flatMap((issue) =>
		issue.code === "invalid_value" ? issue.values : [],
	);
	return [{ ...first, code: "invalid_value", values: [...new Set(values)] }];
}

/** Unions of unions count as one. */
function leaves(issues: readonly Issue[]): readonly (readonly Issue[])[] {
	const [only] = issues;
	if (
		issues.length === 1 &&
		only.code === "invalid_union" &&
		only.path.length === 0
	) {
		return only.errors.flatMap((inner) => leaves(inner));
	}
	return [issues];
}

function isKindMismatch(issue: Issue, at: Path, value: unknown): boolean {
	if (issue.path.length > 0) return false;
	if (issue.code === "invalid_type") return true;
	return (
		issue.code === "invalid_value" && typeof lookUp(value, at) !== "string"
	);
}

function isLiteralMismatch(issue: Issue): boolean {
	return issue.code === "invalid_value" && issue.path.length <= 1;
}

/** No branch is of the value's kind: every kind that would do, in one issue. */
function mergedTypes(
	branches: readonly (readonly Issue[])[],
): readonly Issue[] {
	const kinds = new Set<string>();
	for (const issues of branches) {
		for (const issue of issues) {
			if (issue.path.length > 0) continue;
			if (issue.code === "invalid_type")
				kinds.add(expectedType(issue.expected));
			if (issue.code === "invalid_value")
				kinds.add(`one of ${issue.values.map(String).join(", ")}`);
		}
	}
	return [
		{
			code: "custom",
			path: [],
			message: `expected ${[...kinds].join(", or ")}`,
		},
	];
}
