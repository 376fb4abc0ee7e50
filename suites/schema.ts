/**
 * What users write in a suite file, as a schema derived from the registries: the options of every
 * sampler and the parameters of every action are checked, and `latticebench schema suite` prints it.
 */
import { z } from "zod";
import { createLattice } from "../core/lattice.js";
import type { AnyAction, AnySampler, Catalogue } from "./catalogue.js";
import { machinesSchema, noMachines } from "./machines.js";
import { defaultMeasure } from "./suite.js";
import { duration, memory } from "./units.js";

const label = z
	.string()
	.min(1)
	.max(500)
	.describe("name in tables and charts; must be unique in its list");

const budget = z
	.strictObject({
		seconds: duration.describe("wall time of the preparation").optional(),
		steps: z
			.int()
			.min(1)
			.describe("optimiser steps or thermalisation updates")
			.optional(),
	})
	.refine(
		(limits) => limits.seconds !== undefined || limits.steps !== undefined,
		{ message: "expected seconds, steps or both" },
	)
	.describe("preparation per cell; whichever is reached first ends it");

const seeds = z
	.array(z.int().min(0))
	.min(1)
	.refine((values) => new Set(values).size === values.length, {
		message: "expected distinct seeds",
	})
	.describe("one cell each");

const draws = z
	.int()
	.min(1)
	.describe("stored configurations per cell, over all chains");

const shape = z
	.array(z.int().min(1))
	.min(1)
	.superRefine((extents, context) => {
		try {
			createLattice(extents);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			context.addIssue({ code: "custom", message: error.message });
		}
	})
	.describe("extent of each direction, periodic");

const reference = z.strictObject({
	value: z.number(),
	error: z.number().min(0).describe("one standard error; 0 where exact"),
	source: z.string().min(1),
});

/** Name of this project's own parametrisation of every action. */
export const ownConvention = "latticebench";

/** Targets of one action: in this project's parameters, or in a named convention. */
function targetSchemas(
	name: string,
	action: AnyAction,
	observables: ReadonlySet<string>,
) {
	const common = {
		action: z.literal(name).describe(action.label),
		label: label.optional(),
		shape,
		references: z
			.partialRecord(z.enum([...observables]), reference)
			.optional()
			.describe("expectation values known from elsewhere, by observable"),
	};
	const conventions = Object.entries(action.conventions ?? {}).map(
		([key, convention]) =>
			z.strictObject({
				...common,
				convention: z.literal(key).describe(convention.label),
				parameters: convention.parameters,
			}),
	);
	const own = z.strictObject({
		...common,
		convention: z.literal(ownConvention).optional().describe(action.label),
		parameters: action.parameters,
	});
	return [own, ...conventions];
}

/** A name of this form is the path of a module. */
export const modulePattern = /^\.{0,2}\/|\.m?js$/;

const modulePath = z
	.string()
	.regex(modulePattern, "expected a path such as ./mine.js")
	.describe("path of a module, relative to the suite file");

/** Where an entry comes from that was written out of a grid; suite.yaml in a run's folder says so. */
const point = z
	.strictObject({
		grid: label.describe("label of the entry with the grid"),
		knobs: z.record(z.string(), z.json()),
	})
	.describe("the point of a grid that this entry is; made by latticebench");

/** One sampler with options of its own schema. */
function samplerSchema(name: string, sampler: AnySampler) {
	const { input } = sampler;
	return z.strictObject({
		sampler: z.literal(name).describe(sampler.label),
		label: label.optional(),
		// Without options the defaults of the sampler's own schema apply.
		...(input === undefined
			? { options: sampler.options.prefault({}) }
			: { folder: inputFolder.optional(), ...optionShape(name, sampler) }),
		budget: budget.optional(),
		seeds: seeds.optional(),
		draws: draws.optional(),
		point: point.optional(),
	});
}

const inputFolder = z
	.string()
	.min(1)
	.describe("paths of this entry are relative to it; by default the suite's");

/** The options one by one, for a sampler whose options stand beside its name. */
function optionShape(name: string, { options }: AnySampler): z.ZodRawShape {
	if (options instanceof z.ZodObject) return options.shape as z.ZodRawShape;
	throw new Error(`expected the options of ${name} to be an object`);
}

/** One schema that accepts what any of several does; zod wants at least two. */
function anyOf(schemas: readonly z.ZodType[]): z.ZodType {
	const [only, ...more] = schemas;
	return only !== undefined && more.length === 0 ? only : z.union(schemas);
}

/** A sampler of the user's own: the path of a module, whose options its definition checks once loaded. */
const samplerModuleSchema = z.strictObject({
	sampler: modulePath,
	label: label.optional(),
	options: z.record(z.string(), z.json()).optional(),
	budget: budget.optional(),
	seeds: seeds.optional(),
	draws: draws.optional(),
	point: point.optional(),
});

/** An action of the user's own, whose parameters its definition checks once loaded. */
const actionModuleSchema = z.strictObject({
	action: modulePath,
	label: label.optional(),
	shape,
	convention: z.string().optional(),
	parameters: z.record(z.string(), z.number()),
	references: z.record(z.string(), reference).optional(),
});

/** @param anyModule also accept modules that are not in the catalogue; for the published schema. */
export function suiteSchema(catalogue: Catalogue, anyModule = false) {
	const target = anyOf(
		[...catalogue.actions]
			.flatMap<z.ZodType>(([name, action]) =>
				targetSchemas(name, action, catalogue.observables),
			)
			.concat(anyModule ? [actionModuleSchema] : []),
	);
	const sampler = anyOf([
		z
			.enum(
				[...catalogue.samplers].flatMap(([name, { input }]) =>
					input === undefined ? name : [],
				),
			)
			.describe("a sampler as it is"),
		...[...catalogue.samplers].map(([name, definition]) =>
			samplerSchema(name, definition),
		),
		...(anyModule ? [samplerModuleSchema] : []),
	]);
	return z.strictObject({
		title: z.string().min(1).max(500).optional(),
		targets: z.array(target).min(1),
		samplers: z.array(sampler).min(1),
		seeds: seeds.default([1]),
		draws: draws.default(10000),
		budget: budget.default({ seconds: 120 }),
		observables: z
			.array(
				anyModule
					? modulePath
					: modulePath.refine((name) => catalogue.ownObservables.has(name), {
							message: "only modules that the file itself names can be loaded",
						}),
			)
			.refine((names) => new Set(names).size === names.length, {
				message: "expected distinct modules",
			})
			.default([])
			.describe(
				"modules whose observables are measured beside the built-in ones",
			),
		limits: z
			.strictObject({
				time: duration.describe("wall time per cell").optional(),
				memory: memory.describe("resident memory per cell").optional(),
			})
			.default({})
			.describe("a cell beyond these is stopped and recorded as such"),
		measure: z
			.strictObject({
				seconds: duration
					.default(defaultMeasure.seconds)
					.describe(
						"least time of drawing, in 8 blocks or more, whose scatter goes into the interval of every rate; draws beyond `draws` are for the clock alone and thrown away",
					),
			})
			.default(defaultMeasure)
			.describe("how long drawing is timed"),
		fields: z
			.boolean()
			.default(false)
			.describe("keep every configuration as .npy in the cell's folder"),
		machines: machinesSchema.default(noMachines),
		report: z
			.strictObject({
				title: z.string().min(1).max(500).optional(),
				question: z.string().min(1).max(5000).optional(),
			})
			.default({}),
	});
}

export type SuiteOutput = z.output<ReturnType<typeof suiteSchema>>;
