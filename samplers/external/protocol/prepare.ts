/** `prepare`: everything that is paid once. `warmup`: compile `draw` for the count that will be asked. */
import { z } from "zod";
import { actionDescription } from "./action-description.js";
import { directory, evaluations, seed } from "./values.js";

export const prepareParams = z.object({
	action: actionDescription,
	budget: z
		.object({
			seconds: z
				.number()
				.positive()
				.nullable()
				.describe("wall time from this request on; null: no limit"),
			steps: z
				.int()
				.min(1)
				.optional()
				.describe("optimiser steps or thermalisation updates"),
			evaluations: z
				.int()
				.min(1)
				.optional()
				.describe("evaluations of S and its gradient"),
		})
		.describe(
			"whichever is reached first ends it; at the end of the seconds the host sends `stop`, and overrun is charged",
		),
	seed,
	dir: directory,
});

export const prepareResult = z.object({
	evaluations: evaluations.optional(),
	facts: z
		.record(z.string(), z.union([z.number(), z.string()]))
		.default({})
		.describe("for the record: tuned step size, number of parameters, ..."),
});

export const warmupParams = z.object({ count: z.int().min(1) });

export const warmupResult = z.object({});
