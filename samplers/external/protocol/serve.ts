/**
 * The reverse door: `latticebench serve` answers questions about one action over the same lines, so
 * that a sampler in another language can use our actions, kernels and observables. The roles are
 * exchanged: here the other program asks, and latticebench is its child. `shutdown`, or the end of
 * standard input, ends it.
 */
import { z } from "zod";
import { actionDescription } from "./action-description.js";
import { directory, fileName } from "./values.js";

const batch = z.object({
	fields: fileName.describe(
		"float32 or float64, [count, ...action.domain.shape]",
	),
	dir: directory.describe("absolute path of a folder that the asker made"),
});

export const doorMethods = {
	describe: {
		params: z.object({ protocol: z.int().min(1) }),
		result: z.object({
			protocol: z.int().min(1),
			name: z.literal("latticebench"),
			version: z.string(),
			action: actionDescription,
			observables: z
				.array(z.string())
				.describe("names that `observables` knows for this action"),
		}),
	},
	logDensity: {
		params: batch,
		result: z.object({
			arrays: z.object({
				logDensity: fileName.describe("-S of each, float64, [count]"),
			}),
		}),
	},
	gradient: {
		params: batch,
		result: z.object({
			arrays: z.object({
				logDensity: fileName.describe("-S of each, float64, [count]"),
				gradient: fileName.describe(
					"gradient of -S, float64, shaped like `fields`",
				),
			}),
		}),
	},
	observables: {
		params: batch.extend({
			names: z.array(z.string()).min(1).optional().describe("absent: all"),
		}),
		result: z.object({
			arrays: z
				.record(z.string(), fileName)
				.describe("by observable, float64, [count]"),
		}),
	},
} as const;
