/** Options of the heat bath, the same for all families of actions. Every option has a default. */
import { z } from "zod";
import { localOptions } from "../chain/local/options.js";
import type { Step } from "../chain/local/program.js";

export const heatBathOptionsSchema = z.strictObject({
	/** Heat-bath sweeps of one update. */
	sweeps: z
		.number()
		.int()
		.min(1)
		.max(64)
		.default(1)
		.describe("heat-bath sweeps of an update"),
	/**
	 * Overrelaxation sweeps after them. `auto` takes one for every eight sites of the longest
	 * direction, and at least one: with a number proportional to the correlation length, the
	 * autocorrelation time grows about linearly and not quadratically with it.
	 */
	overrelaxation: z
		.union([z.literal("auto"), z.number().int().min(0).max(512)])
		.default("auto")
		.describe("overrelaxation sweeps of an update"),
	...localOptions,
});

export type HeatBathOptions = z.infer<typeof heatBathOptionsSchema>;

/** Overrelaxation sweeps of one update on a lattice. */
export function overrelaxationOf(
	{ overrelaxation }: HeatBathOptions,
	shape: readonly number[],
): number {
	if (overrelaxation !== "auto") return overrelaxation;
	return Math.max(1, Math.round(Math.max(...shape) / 8));
}

/** Heat-bath sweeps, then those of overrelaxation. */
export function heatBathSteps(
	sweeps: number,
	overrelaxation: number,
): readonly Step[] {
	const steps: readonly Step[] = [
		{ kind: "heatBath", count: sweeps },
		{ kind: "overrelax", count: overrelaxation },
	];
	return steps.filter(({ count }) => count > 0);
}
