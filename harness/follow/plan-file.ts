/**
 * plan.json in the folder of a run: its cells. So every reader of the folder knows what is still missing.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { firstIssue, InputError, messageOf } from "../../core/errors.js";
import type { Cell } from "../plan.js";

export const planName = "plan.json";

const plannedSchema = z.object({
	key: z.string().regex(/^[0-9a-f]{16}$/),
	target: z.string(),
	sampler: z.string(),
	seed: z.number(),
});
const planSchema = z.object({
	schema: z.literal(1),
	title: z.string(),
	cells: z.array(plannedSchema),
});

/** What a reader of the folder needs to know of a cell. */
export type PlannedCell = z.infer<typeof plannedSchema>;
export type Plan = z.infer<typeof planSchema>;

/**
 * @param cells of the suite
 * @param chosen keys of those of this run; others count only if an earlier run had them in its plan
 */
export function planText(
	title: string,
	cells: readonly Cell[],
	chosen: ReadonlySet<string>,
	before: Plan | undefined,
): string {
	const earlier = new Set(before?.cells.map(({ key }) => key));
	const plan: Plan = {
		schema: 1,
		title,
		cells: cells
			.filter(({ key }) => chosen.has(key) || earlier.has(key))
			.map(({ key, target, sampler, seed }) => ({
				key,
				target: target.label,
				sampler: sampler.label,
				seed,
			})),
	};
	return `${JSON.stringify(plan, null, "\t")}\n`;
}

/** Undefined for a run of an older version. @throws InputError if it cannot be read */
export function readPlan(folder: string): Plan | undefined {
	const path = join(folder, planName);
	if (!existsSync(path)) return undefined;
	let value: unknown;
	try {
		value = JSON.parse(readFileSync(path, "utf8"));
	} catch (error) {
		throw new InputError(`${path}: not a plan (${messageOf(error)})`);
	}
	const parsed = planSchema.safeParse(value);
	if (parsed.success) return parsed.data;
	throw new InputError(`${path}: not a plan (${firstIssue(parsed.error)})`);
}
