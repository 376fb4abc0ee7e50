/**
 * The section `machines` of a suite, or a profile file of its own: what a scheduler is asked for. It decides
 * where and when cells run, and never what they compute, so it is no part of their questions.
 *
 *     machines:
 *       sbatch: { partition: cpu, account: lattice, time: "02:00:00", mem: 4G, cpus-per-task: 4 }
 *       rules:
 *         - { samplers: [realnvp], sbatch: { partition: gpu, gres: "gpu:1" } }
 */
import { z } from "zod";
import { isPointOf } from "./grids/labels.js";

/** Options that the harness itself sets. */
const reserved = new Set([
	...["array", "chdir", "dependency", "error", "kill-on-invalid-dep"],
	...["open-mode", "output", "parsable", "quiet", "test-only", "wait", "wrap"],
]);

const options = z
	.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
	.superRefine((given, context) => {
		for (const name of Object.keys(given)) {
			const message = reserved.has(name)
				? `latticebench sets ${name} itself`
				: /^[a-z][a-z0-9-]*$/.test(name)
					? undefined
					: `${JSON.stringify(name)} is no long name of an option of sbatch, without dashes in front`;
			if (message !== undefined)
				context.addIssue({ code: "custom", path: [name], message });
		}
	})
	.describe(
		"options of sbatch by their long names; true stands for an option without value, false takes one away",
	);

const labels = z.array(z.string().min(1)).min(1);

const rule = z.strictObject({
	targets: labels
		.optional()
		.describe("labels; * stands for anything. Absent: every target"),
	samplers: labels.optional(),
	seeds: z.array(z.int().min(0)).min(1).optional(),
	sbatch: options,
});

export const machinesSchema = z
	.strictObject({
		sbatch: options.default({}).describe("for every cell"),
		rules: z
			.array(rule)
			.default([])
			.describe("for some cells; of two rules that fit, the later one counts"),
		collector: options
			.default({})
			.describe(
				"for the job that collects; partition, account, qos, reservation and constraint come from `sbatch`",
			),
		atOnce: z
			.int()
			.min(1)
			.optional()
			.describe("most tasks of an array that run at once"),
		perTask: z
			.int()
			.min(1)
			.default(1)
			.describe("cells that one task runs, one after another"),
		scratch: z
			.string()
			.min(1)
			.optional()
			.describe(
				"folder on the node for temporary files; $NAME is a variable there. Default: TMPDIR of the job",
			),
		before: z
			.array(z.string())
			.default([])
			.describe("lines of shell before the program, such as module load"),
		requeues: z
			.int()
			.min(0)
			.default(10)
			.describe(
				"how often a task whose time is over asks for more, each time from its cell's checkpoint",
			),
	})
	.describe("what --executor slurm asks sbatch for");

export type Machines = z.output<typeof machinesSchema>;
export type SbatchOptions = Machines["sbatch"];

export const noMachines: Machines = machinesSchema.parse({});

/** A profile beside a suite: where both say something, the profile counts. */
export function mergeMachines(
	{ rules, ...suite }: Machines,
	{ rules: more, ...profile }: Machines,
): Machines {
	return {
		...suite,
		...profile,
		sbatch: { ...suite.sbatch, ...profile.sbatch },
		collector: { ...suite.collector, ...profile.collector },
		before: [...suite.before, ...profile.before],
		rules: [...rules, ...more],
	};
}

/** What a rule is asked about a cell. */
export interface RuledCell {
	readonly target: string;
	readonly sampler: string;
	readonly seed: number;
}

/** The options of one cell, without those that are taken away. */
export function optionsFor(
	{ sbatch, rules }: Machines,
	{ target, sampler, seed }: RuledCell,
): SbatchOptions {
	const fitting = rules.filter(
		(one) =>
			fits(one.targets, target) &&
			fits(one.samplers, sampler) &&
			(one.seeds?.includes(seed) ?? true),
	);
	const all = Object.assign({}, sbatch, ...fitting.map((one) => one.sbatch));
	return without(all);
}

const shared = ["partition", "account", "qos", "reservation", "constraint"];

export function collectorOptions({
	sbatch,
	collector,
}: Machines): SbatchOptions {
	const common = Object.entries(sbatch).filter(([name]) =>
		shared.includes(name),
	);
	return without({ ...Object.fromEntries(common), ...collector });
}

function without(all: SbatchOptions): SbatchOptions {
	return Object.fromEntries(
		Object.entries(all).filter(([, value]) => value !== false),
	);
}

function fits(patterns: readonly string[] | undefined, name: string): boolean {
	return patterns?.some((pattern) => matches(pattern, name)) ?? true;
}

/** The label of a grid fits all its points. */
function matches(pattern: string, name: string): boolean {
	if (isPointOf(name, pattern)) return true;
	const parts = pattern
		.split("*")
		.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
	return new RegExp(`^${parts.join(".*")}$`, "s").test(name);
}

/** Labels of rules that fit nothing in a suite, with their places. */
export function strayLabels(
	{ rules }: Machines,
	targets: readonly string[],
	samplers: readonly string[],
): readonly {
	readonly path: readonly PropertyKey[];
	readonly label: string;
}[] {
	return rules.flatMap((one, i) =>
		(["targets", "samplers"] as const).flatMap((list) =>
			(one[list] ?? []).flatMap((label, k) =>
				(list === "targets" ? targets : samplers).some((name) =>
					matches(label, name),
				)
					? []
					: [{ path: ["machines", "rules", i, list, k], label }],
			),
		),
	);
}
