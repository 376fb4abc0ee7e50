/** Checked input -> resolved suite: labels, conventions, budgets and defaults filled in. */
import { basename } from "node:path";
import { defined } from "../core/elements.js";
import { createLattice } from "../core/lattice.js";
import { type Catalogue, entryOf } from "./catalogue.js";
import type { Problem } from "./mistakes/explain.js";
import { ownConvention, type SuiteOutput } from "./schema.js";
import {
	everyDraw,
	type GridPoint,
	type Json,
	type Module,
	type Reference,
	type SamplerSpec,
	type Suite,
	type Target,
} from "./suite.js";

/** Modules by the name that the suite uses for them. */
export type ModulePaths = ReadonlyMap<string, Module>;

/** The part of a target that every action shares, as the schema leaves it. */
interface TargetOutput {
	readonly action: string;
	readonly label?: string;
	readonly shape: readonly number[];
	readonly convention?: string;
	readonly parameters: Readonly<Record<string, number>>;
	readonly references?: Readonly<Record<string, Reference>>;
}

interface SamplerOutput {
	readonly sampler: string;
	readonly label?: string;
	readonly options?: Readonly<Record<string, Json>>;
	readonly folder?: string;
	readonly budget?: SamplerSpec["budget"];
	readonly seeds?: readonly number[];
	readonly draws?: number;
	readonly point?: GridPoint;
}

function targetsOf(suite: SuiteOutput): readonly TargetOutput[] {
	return suite.targets as readonly TargetOutput[];
}

function samplersOf(suite: SuiteOutput): readonly (string | SamplerOutput)[] {
	return suite.samplers as readonly (string | SamplerOutput)[];
}

function samplerLabel(
	entry: string | SamplerOutput,
	catalogue: Catalogue,
): string {
	const name = typeof entry === "string" ? entry : entry.sampler;
	const label = typeof entry === "string" ? undefined : entry.label;
	return label ?? entryOf(catalogue.samplers, name).name;
}

function targetLabel(entry: TargetOutput, catalogue: Catalogue): string {
	return entry.label ?? entryOf(catalogue.actions, entry.action).name;
}

/** Labels that occur twice among the targets, or twice among the samplers. */
export function duplicateLabels(
	suite: SuiteOutput,
	catalogue: Catalogue,
): readonly Problem[] {
	const lists = [
		["targets", targetsOf(suite).map((entry) => targetLabel(entry, catalogue))],
		[
			"samplers",
			samplersOf(suite).map((entry) => samplerLabel(entry, catalogue)),
		],
	] as const;
	return lists.flatMap(([list, labels]) =>
		labels.flatMap((label, index) => {
			const first = labels.indexOf(label);
			if (first === index) return [];
			return [
				{
					path: [list, index],
					message: `${list}[${index}] has the label ${JSON.stringify(label)} of ${list}[${first}]; expected different labels (label: ...)`,
				},
			];
		}),
	);
}

export function resolve(
	suite: SuiteOutput,
	catalogue: Catalogue,
	modules: ModulePaths,
	file: string,
): Suite {
	const name = basename(file).replace(/\.ya?ml$/i, "");
	return {
		title: suite.report.title ?? suite.title ?? name,
		...defined({ question: suite.report.question }),
		targets: targetsOf(suite).map((entry) =>
			resolveTarget(entry, catalogue, modules),
		),
		samplers: samplersOf(suite).map((entry) =>
			resolveSampler(entry, suite, catalogue, modules),
		),
		observables: suite.observables.map((name) => entryOf(modules, name)),
		limits: {
			...defined({ time: suite.limits.time, memory: suite.limits.memory }),
		},
		measure: suite.measure,
		fields: suite.fields,
		machines: suite.machines,
	};
}

function resolveTarget(
	entry: TargetOutput,
	catalogue: Catalogue,
	modules: ModulePaths,
): Target {
	const definition = entryOf(catalogue.actions, entry.action);
	const module = modules.get(entry.action);
	const common = {
		label: targetLabel(entry, catalogue),
		action: definition.name,
		...defined({ module }),
		shape: entry.shape,
		references: entry.references ?? {},
	};
	const name = entry.convention;
	if (name === undefined || name === ownConvention)
		return { ...common, parameters: entry.parameters };
	const convention = definition.conventions?.[name];
	if (convention === undefined)
		throw new Error(`no convention ${name} for ${entry.action}`);
	const { parameters, fieldScale } = convention.convert(
		entry.parameters,
		createLattice(entry.shape),
	);
	return {
		...common,
		parameters,
		convention: { name, parameters: entry.parameters, fieldScale },
	};
}

function resolveSampler(
	entry: string | SamplerOutput,
	suite: SuiteOutput,
	catalogue: Catalogue,
	modules: ModulePaths,
): SamplerSpec {
	const given = typeof entry === "string" ? undefined : entry;
	const key = typeof entry === "string" ? entry : entry.sampler;
	const definition = entryOf(catalogue.samplers, key);
	const module = modules.get(key);
	const { input } = definition;
	const finished = input?.finished === true;
	const seeds = given?.seeds ?? suite.seeds;
	return {
		label: samplerLabel(entry, catalogue),
		sampler: definition.name,
		...defined({ module }),
		options:
			input === undefined || given === undefined
				? (given?.options ??
					(definition.options.parse({}) as Readonly<Record<string, Json>>))
				: besideName(given),
		...defined({ folder: given?.folder }),
		budget: given?.budget ?? suite.budget,
		seeds: finished ? seeds.slice(0, 1) : seeds,
		...defined({ point: given?.point }),
		draws: given?.draws ?? (finished ? everyDraw : suite.draws),
	};
}

/** Options that stand beside the sampler's name. */
function besideName(entry: SamplerOutput): Readonly<Record<string, Json>> {
	const own = [
		"sampler",
		"label",
		"folder",
		"budget",
		"seeds",
		"draws",
		"point",
	];
	return Object.fromEntries(
		Object.entries(entry).filter(([key]) => !own.includes(key)),
	) as Readonly<Record<string, Json>>;
}
