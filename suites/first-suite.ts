/** A first suite in YAML with comments, for people who then edit it. */
import { stringify } from "yaml";
import {
	type AnyAction,
	type AnySampler,
	type Catalogue,
	entryOf,
} from "./catalogue.js";

export interface FirstSuite {
	readonly action: string;
	readonly shape: readonly number[];
	readonly parameters: Readonly<Record<string, number>>;
	readonly samplers: readonly string[];
	readonly seeds: readonly number[];
	readonly draws: number;
	/** Preparation per cell. */
	readonly seconds: number;
	/** Name of the JSON Schema beside the suite. */
	readonly schema: string;
}

export function firstSuite(asked: FirstSuite, catalogue: Catalogue): string {
	const { action, shape, parameters, samplers, seeds, draws, seconds } = asked;
	const definition = entryOf(catalogue.actions, action);
	const point = [action, shape.join("x")].join("-");
	return [
		// The comment that editors with a YAML language server look for.
		`# yaml-language-server: $schema=${asked.schema}`,
		"# Try it without running anything:  latticebench run THIS-FILE --dry-run",
		`title: ${one(`${definition.symbol ?? action} on ${shape.join(" × ")}`)}`,
		"",
		"# What is sampled. Each target is compared on its own; add further lattices and couplings here.",
		"targets:",
		`  - label: ${one(point)}`,
		`    action: ${one(action)}`,
		`    # ${definition.label}`,
		`    shape: ${flow(shape)}  # extent of each direction, periodic`,
		`    parameters: ${flow(parameters)}${couplingsOf(definition)}`,
		...conventionsOf(definition),
		"",
		"# Who samples it. Every option has a default; the commented lines show some.",
		"samplers:",
		...samplers.flatMap((name) =>
			samplerLines(entryOf(catalogue.samplers, name)),
		),
		"",
		"# One cell for each target, sampler and seed. Three seeds or more show how much trainings differ.",
		`seeds: ${flow(seeds)}`,
		"# Stored configurations of each cell, over all chains.",
		`draws: ${draws}`,
		"# Preparation of each cell: training, tuning, thermalisation. With steps instead of seconds, results do not depend on the clock.",
		`budget: { seconds: ${seconds} }`,
		"report:",
		"  question: Which sampler gives the most independent configurations per second, and does it sample the right distribution?",
		"",
	].join("\n");
}

/** A scalar as YAML, quoted where it must be. */
function one(text: string): string {
	return stringify(text, { lineWidth: 0 }).trim();
}

function flow(value: unknown): string {
	return stringify(value, { collectionStyle: "flow", lineWidth: 0 })
		.trim()
		.replace(/\n\s*/g, " ");
}

function couplingsOf({ couplings = {} }: AnyAction): string {
	const words = Object.entries(couplings)
		.filter(([key, symbol]) => key !== symbol)
		.map(([key, symbol]) => `${key} is ${symbol}`);
	return words.length === 0 ? "" : `  # ${words.join(", ")}`;
}

function conventionsOf({ conventions = {} }: AnyAction): string[] {
	const names = Object.keys(conventions);
	return names.length === 0
		? []
		: [
				`    # convention: ${names.join(" or ")} takes the parameters of others.`,
			];
}

/** Most options that a comment shows. */
const shown = 4;

function samplerLines({
	name,
	label,
	reference,
	options,
}: AnySampler): string[] {
	const defaults = options.safeParse({});
	const some = Object.entries(
		defaults.success ? (defaults.data as Record<string, unknown>) : {},
	)
		.filter(([, value]) => value !== null && typeof value !== "object")
		.slice(0, shown);
	return [
		`  # ${label} (${reference})`,
		`  - sampler: ${one(name)}`,
		...(some.length === 0
			? []
			: [`    # options: ${flow(Object.fromEntries(some))}`]),
	];
}
