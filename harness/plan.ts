/**
 * Turns a suite into cells. A cell is one target x one sampler with its options x one seed. Its key
 * is a hash of this question alone. It does not depend on the order in the suite, on the machine,
 * or on anything that ran before. Pure.
 */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { defined } from "../core/elements.js";
import { InputError } from "../core/errors.js";
import type { BenchRecord } from "../core/record.js";
import type { Catalogue } from "../suites/catalogue.js";
import { isPointOf } from "../suites/grids/labels.js";
import { suggestion } from "../suites/mistakes/nearest.js";
import {
	defaultMeasure,
	type Limits,
	type Measure,
	type Module,
	type SamplerSpec,
	type Suite,
	type SuiteBudget,
	type Target,
} from "../suites/suite.js";

export interface Cell {
	/** 16 hexadecimal digits. */
	readonly key: string;
	/** Title of the suite. */
	readonly suite: string;
	readonly target: Target;
	readonly sampler: SamplerSpec;
	/** Modules whose observables are measured beside the built-in ones. */
	readonly observables: readonly Module[];
	readonly seed: number;
	readonly draws: number;
	readonly budget: SuiteBudget;
	readonly limits: Limits;
	readonly measure: Measure;
	readonly fields: boolean;
}

/** All cells of a suite: target by target, then seed by seed, so that samplers alternate in time. */
export function planCells(suite: Suite): readonly Cell[] {
	const cells: Cell[] = [];
	for (const target of suite.targets) {
		const seeds = [...new Set(suite.samplers.flatMap((entry) => entry.seeds))];
		for (const seed of seeds) {
			for (const sampler of suite.samplers) {
				if (!sampler.seeds.includes(seed)) continue;
				cells.push(createCell(suite, target, sampler, seed));
			}
		}
	}
	return cells;
}

function createCell(
	suite: Suite,
	target: Target,
	sampler: SamplerSpec,
	seed: number,
): Cell {
	const { draws, budget } = sampler;
	const question = {
		target: {
			label: target.label,
			action: target.action,
			...defined({ code: target.module?.hash }),
			shape: target.shape,
			parameters: target.parameters,
			references: target.references,
		},
		sampler: {
			label: sampler.label,
			name: sampler.sampler,
			options: sampler.options,
			code: sampler.module?.hash ?? null,
			...defined({ files: sampler.files?.map(({ hash }) => hash) }),
		},
		seed,
		draws,
		budget: {
			seconds: budget.seconds ?? null,
			steps: budget.steps ?? null,
		},
		fields: suite.fields,
		// Only where it was chosen: it decides on errors of rates and on nothing else.
		...(suite.measure.seconds === defaultMeasure.seconds
			? {}
			: { measure: suite.measure }),
		...(suite.observables.length === 0
			? {}
			: { observables: suite.observables.map(({ hash }) => hash) }),
	};
	return {
		key: keyOf(question),
		suite: suite.title,
		target,
		sampler,
		observables: suite.observables,
		seed,
		draws,
		budget,
		limits: suite.limits,
		measure: suite.measure,
		fields: suite.fields,
	};
}

/** First 64 bits of the SHA-256 of the canonical JSON (RFC 8785). */
function keyOf(question: unknown): string {
	const text = canonicalize(question);
	if (text === undefined) throw new Error("a question is not JSON");
	return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/**
 * The cells of `--only LABEL...`. If it names targets, only cells of these; if it names samplers,
 * only cells of these.
 * @throws InputError for a label that is neither
 */
export function selectCells(
	cells: readonly Cell[],
	only: readonly string[],
): readonly Cell[] {
	const targets = new Set(cells.map((cell) => cell.target.label));
	const samplers = new Set(cells.map((cell) => cell.sampler.label));
	for (const label of only) {
		if (names(targets, label).length + names(samplers, label).length > 0)
			continue;
		const labels = [...targets, ...samplers];
		throw new InputError(
			`--only ${label}: no such target or sampler; expected one of ${labels.join(", ")}${suggestion(label, labels)}`,
		);
	}
	const wanted = (labels: ReadonlySet<string>, label: string): boolean => {
		const chosen = only.flatMap((name) => names(labels, name));
		return chosen.length === 0 || chosen.includes(label);
	};
	return cells.filter(
		(cell) =>
			wanted(targets, cell.target.label) &&
			wanted(samplers, cell.sampler.label),
	);
}

/** The labels that a name stands for: itself, or all points of a grid. */
function names(labels: ReadonlySet<string>, name: string): readonly string[] {
	if (labels.has(name)) return [name];
	return [...labels].filter((label) => isPointOf(label, name));
}

/** "E1 / hmc / seed 1": the name of a cell for people. */
export function cellName(cell: Cell): string {
	return `${cell.target.label} / ${cell.sampler.label} / seed ${cell.seed}`;
}

/**
 * The part of a record that states the question.
 * @param catalogue knows the symbols of the action, if it is at hand
 */
export function questionOf(
	cell: Cell,
	catalogue?: Catalogue,
): Pick<
	BenchRecord,
	| "schema"
	| "key"
	| "suite"
	| "action"
	| "sampler"
	| "observables"
	| "seed"
	| "draws"
	| "budget"
> {
	const { target, sampler } = cell;
	const { symbol, couplings } =
		catalogue?.actions.get(target.module?.name ?? target.action) ?? {};
	return {
		schema: 1,
		key: cell.key,
		suite: cell.suite,
		action: {
			name: target.action,
			label: target.label,
			...origin(target.module),
			...defined({ symbol }),
			shape: [...target.shape],
			parameters: { ...target.parameters },
			...(couplings === undefined ? {} : { couplings: { ...couplings } }),
			...(target.convention === undefined
				? {}
				: {
						convention: {
							...target.convention,
							parameters: { ...target.convention.parameters },
						},
					}),
		},
		sampler: {
			name: sampler.sampler,
			label: sampler.label,
			...origin(sampler.module),
			...defined({
				files: sampler.files?.map(({ name, hash, bytes }) => ({
					path: name,
					sha256: hash,
					bytes,
				})),
			}),
			options: structuredClone(sampler.options) as Record<string, never>,
			...(sampler.point === undefined
				? {}
				: {
						point: structuredClone(sampler.point) as {
							grid: string;
							knobs: Record<string, never>;
						},
					}),
		},
		...(cell.observables.length === 0
			? {}
			: { observables: cell.observables.map(recorded) }),
		seed: cell.seed,
		draws: cell.draws,
		budget: {
			...defined({ seconds: cell.budget.seconds, steps: cell.budget.steps }),
		},
	};
}

/** The origin of code that is not built in. */
function origin(
	module: Module | undefined,
): Pick<BenchRecord["action"], "module"> {
	return module === undefined ? {} : { module: recorded(module) };
}

function recorded({ name, hash }: Module) {
	return { path: name, sha256: hash };
}
