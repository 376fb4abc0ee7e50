/** Turns zod's issues into sentences: what was wrong, what was expected, what was probably meant. */
import { chooseBranch } from "./branches.js";
import { expectation, expectedType } from "./expectation.js";
import { formatPath, type Issue, lookUp, type Path } from "./issue.js";
import { suggestion } from "./nearest.js";
import { allowedKeys, type SchemaNode, schemasAt } from "./schema-walk.js";

/** One mistake: its place, and a sentence. With `key`, the name of that key is the mistake. */
export interface Problem {
	readonly path: Path;
	readonly key?: string;
	readonly message: string;
	/** Whether this is a rule about a whole, beyond the types of its parts. */
	readonly rule?: boolean;
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
