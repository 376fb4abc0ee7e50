/**
 * `supports`: can the child treat this action? Asked before any work. `check`: its own S of 16 given
 * fields, which verifies conventions before anything is trained.
 */
import { z } from "zod";
import { actionDescription } from "./action-description.js";
import { directory, fileName } from "./values.js";

export const supportsParams = z.object({ action: actionDescription });

export const supportsResult = z.union([
	z.object({ ok: z.literal(true), note: z.string().optional() }),
	z.object({
		ok: z.literal(false),
		reason: z
			.string()
			.min(1)
			.describe("one sentence; the record says it, with the status `skipped`"),
	}),
]);

export const checkParams = z.object({
	action: actionDescription,
	count: z.int().min(1),
	fields: fileName.describe(
		"float64, [count, ...action.domain.shape], in `dir`",
	),
	dir: directory,
});

export const checkResult = z.object({
	arrays: z.object({
		action: fileName.describe("S of each, [count]"),
		logq: fileName
			.optional()
			.describe("after `prepare`: normalised log q of each, [count]"),
	}),
});
