/**
 * Text of a suite file -> a checked suite. Every mistake is one line,
 * `file:line:column: what was wrong; expected ...; did you mean ...?`.
 */
import { LineCounter, parseDocument, visit } from "yaml";
import { z } from "zod";
import { InputError, messageOf } from "../core/errors.js";
import type { Catalogue } from "./catalogue.js";
import { applyOverrides, type Override } from "./overrides.js";
import { explain, type Problem } from "./parts/explain.js";
import { locate, type Position, position } from "./parts/locate.js";
import type { SchemaNode } from "./parts/schema-walk.js";
import { duplicateLabels, type ModulePaths, resolve } from "./resolve.js";
import { type SuiteOutput, suiteSchema } from "./schema.js";
import type { Suite } from "./suite.js";

/** At most so many mistakes are listed at once. */
const listed = 20;

export interface Source {
	/** How messages name the file. */
	readonly file: string;
	readonly text: string;
}

interface Located extends Position {
	readonly message: string;
}

/** A suite file as parsed YAML, with its places. */
export interface ParsedSource {
	readonly file: string;
	readonly value: unknown;
	place(path: readonly PropertyKey[], key?: string): Position;
}

/** The JSON Schema of suite files, for editors and for looking up what is allowed where. */
export function suiteJsonSchema(catalogue: Catalogue): SchemaNode {
	return z.toJSONSchema(suiteSchema(catalogue), {
		io: "input",
		unrepresentable: "any",
	}) as SchemaNode;
}

/** @throws InputError when the text is not YAML 1.2, or repeats a key. */
export function parseSource({ file, text }: Source): ParsedSource {
	const lines = new LineCounter();
	const document = parseDocument(text, {
		lineCounter: lines,
		prettyErrors: false,
		uniqueKeys: true,
		version: "1.2",
	});
	const problems = [...document.errors, ...document.warnings].map((error) => ({
		...position(lines, error.pos[0]),
		message: `not a YAML file: ${firstLine(error.message)}`,
	}));
	visit(document, {
		Alias(_, alias) {
			if (alias.resolve(document) === undefined)
				problems.push({
					...position(lines, alias.range?.[0] ?? 0),
					message: `not a suite: no anchor &${alias.source}`,
				});
		},
	});
	if (problems.length > 0) throw mistakes(file, problems.slice(0, 1));
	let value: unknown;
	try {
		value = document.toJS();
	} catch (error) {
		throw mistakes(file, [
			{ line: 1, column: 1, message: `not a suite: ${messageOf(error)}` },
		]);
	}
	return {
		file,
		value,
		place: (path, key) => locate(document, lines, path, key),
	};
}

/**
 * Checks a parsed file against the schema, applies `--set`, and fills in the defaults.
 * @throws InputError with one line for each mistake.
 */
export function checkSource(
	source: ParsedSource,
	catalogue: Catalogue,
	modules: ModulePaths,
	overrides: readonly Override[],
): Suite {
	const schema = suiteJsonSchema(catalogue);
	const parsed = check(
		source.value,
		catalogue,
		schema,
		(problem) => ({
			...source.place(problem.path, problem.key),
			message: problem.message,
		}),
		source.file,
	);
	if (overrides.length === 0)
		return resolve(parsed, catalogue, modules, source.file);
	const changed = applyOverrides(source.value, overrides, schema, catalogue);
	const again = suiteSchema(catalogue).safeParse(changed);
	if (!again.success) {
		const [first] = explain(again.error.issues, changed, schema);
		throw new InputError(`--set: ${first.message}`);
	}
	const [clash] = duplicateLabels(again.data, catalogue);
	if (clash !== undefined) throw new InputError(`--set: ${clash.message}`);
	return resolve(again.data, catalogue, modules, source.file);
}

function check(
	value: unknown,
	catalogue: Catalogue,
	schema: SchemaNode,
	at: (problem: Problem) => Located,
	file: string,
): SuiteOutput {
	const parsed = suiteSchema(catalogue).safeParse(value);
	if (!parsed.success)
		throw mistakes(file, explain(parsed.error.issues, value, schema).map(at));
	const clashes = duplicateLabels(parsed.data, catalogue);
	if (clashes.length > 0) throw mistakes(file, clashes.map(at));
	return parsed.data;
}

/** All mistakes of a file, in order, one a line. */
export function mistakes(
	file: string,
	problems: readonly Located[],
): InputError {
	const sorted = [...problems].sort(
		(a, b) => a.line - b.line || a.column - b.column,
	);
	const shown = sorted
		.slice(0, listed)
		.map(
			({ line, column, message }) => `${file}:${line}:${column}: ${message}`,
		);
	if (sorted.length > listed)
		shown.push(`${file}: ${sorted.length - listed} more mistakes`);
	return new InputError(shown.join("\n"));
}

function firstLine(text: string): string {
	return text.split("\n", 1)[0];
}
