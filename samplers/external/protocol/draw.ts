/** `draw`: further configurations. `logq`: the log density of given ones. */
import { z } from "zod";
import { directory, evaluations, fileName, seed } from "./values.js";

export const drawParams = z.object({
	count: z
		.int()
		.min(0)
		.describe(
			"configurations over all chains; a child with chains may round up to a multiple of them",
		),
	seed: seed.describe("a new one for every call"),
	dir: directory,
});

export const drawResult = z.object({
	arrays: z.object({
		fields: fileName.describe("float32 or float64, ordered as `axes` says"),
		logq: fileName
			.optional()
			.describe("weighted: normalised log density of each draw, [draw]"),
		logw: fileName
			.optional()
			.describe(
				"weighted: log weight of each draw, up to a constant unless `normalised`",
			),
		action: fileName
			.optional()
			.describe(
				"S of each as the child sees it; the host compares it with its own",
			),
		accepted: fileName
			.optional()
			.describe(
				"chains: uint8 or bool, 1 where the move into the configuration was accepted",
			),
	}),
	axes: z
		.array(z.string().min(1))
		.min(2)
		.describe(
			'names of the axes of `fields`: ["draw", ...] for weighted draws, ["draw", "chain", ...] for chains, then one name for each axis of a configuration',
		),
	normalised: z
		.boolean()
		.default(false)
		.describe("whether `logw` is -S - log q with a normalised q"),
	evaluations: evaluations.optional(),
});

export type Drawn = z.output<typeof drawResult>;

export const logqParams = z.object({
	count: z.int().min(1),
	fields: fileName.describe(
		"float32 or float64, [count, ...action.domain.shape]",
	),
	dir: directory,
});

export const logqResult = z.object({
	arrays: z.object({
		logq: fileName.describe("normalised log density of each, [count]"),
	}),
});
