/**
 * Text of a suite file -> a checked suite. Every mistake is one line,
 * `file:line:column: what was wrong; expected ...; did you mean ...?`.
 */
import { LineCounter, parseDocument, visit } from "yaml";
import { z } from "zod";
import { firstLine, InputError, messageOf } from "../core/errors.js";
import { observablesFor } from "../metrics/registry.js";
import { actionOf, type Catalogue, createAction } from "./catalogue.js";
import { checkAction } from "./exported.js";
import { type Expanded, expandGrids } from "./grids/expand.js";
import { strayLabels } from "./machines.js";
import { explain, type Problem } from "./mistakes/explain.js";
import { locate, position } from "./mistakes/locate.js";
import { mistakes, type ParsedSource } from "./mistakes/located.js";
import type { SchemaNode } from "./mistakes/schema-walk.js";
import { child } from "./mistakes/schema-walk.js";
import { applyOverrides, labelOf, names, type Override } from "./overrides.js";
import { duplicateLabels, type ModulePaths, resolve } from "./resolve.js";
import { type SuiteOutput, suiteSchema } from "./schema.js";
import type { Suite, Target } from "./suite.js";

export interface Source {
	/** Name of the file in messages. */
	readonly file: string;
	readonly text: string;
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
	const check = createCheck(catalogue);
	const written = expandGrids(source.value, catalogue);
	const own = problemsOf(written, check);
	if (own.length > 0)
		throw mistakes(
			source.file,
			own.map(({ path, key, message }) => ({
				...source.place(path, key),
				message,
			})),
		);
	const value =
		overrides.length === 0
			? written.value
			: overridden(source.value, overrides, check, catalogue);
	const suite = resolve(check.parse(value), catalogue, modules, source.file);
	const refused: Problem[] = suite.targets.flatMap((target, index) =>
		refusals(target, index, catalogue),
	);
	const stray = strayLabels(
		suite.machines,
		suite.targets.map(({ label }) => label),
		suite.samplers.map(({ label }) => label),
	).map(({ path, label }) => ({
		path,
		message: `${JSON.stringify(label)} fits no label of the suite`,
	}));
	refused.push(...stray);
	if (refused.length > 0)
		throw mistakes(
			source.file,
			refused.map(({ path, message }) => ({ ...source.place(path), message })),
		);
	return suite;
}

function problemsOf(
	{ problems, value, origin }: Expanded,
	check: Check,
): readonly Problem[] {
	return problems.length > 0 ? problems : check.problems(value).map(origin);
}

/**
 * Overrides of an entry with grids come before they are written out, those of one point, by its label,
 * afterwards.
 * @throws InputError for one that leads nowhere or to something that is no suite
 */
function overridden(
	value: unknown,
	overrides: readonly Override[],
	check: Check,
	catalogue: Catalogue,
): unknown {
	const labels = (suite: unknown, list: "targets" | "samplers") => {
		const entries = child(suite, list);
		return Array.isArray(entries)
			? entries.map((entry) => labelOf(entry, catalogue))
			: [];
	};
	const written = expandGrids(value, catalogue).value;
	const ofPoint = (override: Override) =>
		(["targets", "samplers"] as const).some(
			(list) =>
				names(override, list, labels(written, list)) &&
				!names(override, list, labels(value, list)),
		);
	const schema = check.json();
	const before = overrides.filter((override) => !ofPoint(override));
	const expanded = expandGrids(
		applyOverrides(value, before, schema, catalogue),
		catalogue,
	);
	const outcome = applyOverrides(
		expanded.value,
		overrides.filter(ofPoint),
		schema,
		catalogue,
	);
	const [problem] = problemsOf({ ...expanded, value: outcome }, check);
	if (problem !== undefined) throw new InputError(`--set: ${problem.message}`);
	return outcome;
}

/**
 * What actions and the user's own observables have against a target, such as a lattice that the action is not
 * defined on.
 */
function refusals(
	target: Target,
	index: number,
	catalogue: Catalogue,
): readonly Problem[] {
	if (actionOf(catalogue, target).unread) return [];
	const own = [...catalogue.ownObservables.values()].flat();
	let culprit = `its action ${JSON.stringify(target.action)}`;
	try {
		const action = createAction(catalogue, target);
		checkAction(action);
		culprit = "an observable";
		observablesFor(action, own);
		return [];
	} catch (error) {
		const message = `targets[${index}] is refused by ${culprit}: ${firstLine(messageOf(error))}`;
		return [{ path: ["targets", index], message }];
	}
}

interface Check {
	/** What is wrong with a value; empty where it is a suite. */
	problems(value: unknown): readonly Problem[];
	/** A value without problems, with its defaults. */
	parse(value: unknown): SuiteOutput;
	/** The schema in the form that can be looked into. */
	json(): SchemaNode;
}

function createCheck(catalogue: Catalogue): Check {
	const schema = suiteSchema(catalogue);
	const json = (): SchemaNode =>
		z.toJSONSchema(schema, {
			io: "input",
			unrepresentable: "any",
		}) as SchemaNode;
	return {
		problems: (value) => {
			const parsed = schema.safeParse(value);
			return parsed.success
				? duplicateLabels(parsed.data, catalogue)
				: explain(parsed.error.issues, value, json());
		},
		parse: (value) => schema.parse(value),
		json,
	};
}
