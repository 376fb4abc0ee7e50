/** What the child says without being asked. */
import { z } from "zod";
import { numberOrNull } from "./values.js";

export const stages = ["compile", "train", "tune", "thermalise"] as const;
export type Stage = (typeof stages)[number];

/** During `prepare`, at least every few seconds: the training curve, and a sign of life. */
export const progressParams = z
	.object({
		stage: z
			.enum(stages)
			.optional()
			.describe(
				"what it does from now on; the clock books time before the first report to `tune` for chains and to `train` for weighted draws",
			),
		step: numberOrNull.optional(),
		seconds: numberOrNull
			.optional()
			.describe("the child's own clock; the host stamps arrivals with its own"),
		loss: numberOrNull.optional(),
		ess: numberOrNull.optional().describe("in [0, 1]"),
		stepSize: numberOrNull.optional(),
		acceptance: numberOrNull.optional().describe("in [0, 1]"),
		fraction: numberOrNull
			.optional()
			.describe("share of the preparation that is done, in [0, 1]"),
	})
	.catchall(z.unknown())
	.describe("further numbers become further columns of the history");

/** The work of a request is finished: all results are in the host's memory, and only files remain to be written. */
export const doneParams = z.object({
	id: z.int().describe("of the request"),
});

export const logParams = z.object({
	level: z.enum(["debug", "info", "warning", "error"]),
	text: z.string(),
});
