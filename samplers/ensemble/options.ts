/** What a suite says of finished configurations. */
import { z } from "zod";
import { declaredCostSchema } from "../../core/cost.js";
import { splitName } from "./files/open.js";

const array = z
	.string()
	.min(1)
	.describe("path of an array: x.npy, x.npz:NAME or x.h5:/PATH");

export const ensembleOptionsSchema = z.strictObject({
	fields: array.describe(
		"configurations, float32 or float64: path of x.npy, x.npz:NAME or x.h5:/PATH",
	),
	logq: array
		.describe("normalised log density of each draw, from which it was drawn")
		.optional(),
	logWeights: array
		.describe("log weight of each draw, where log q is not known")
		.optional(),
	action: array
		.describe("S of each configuration as its makers say, to be compared")
		.optional(),
	axes: z
		.array(z.string().min(1))
		.min(2)
		.describe("names of the axes of fields, such as [chain, draw, x, y]")
		.optional(),
	every: z
		.int()
		.min(1)
		.default(1)
		.describe("updates of a chain from one stored configuration to the next"),
	convention: z
		.enum(["plain", "half", "hopping"])
		.default("plain")
		.describe(
			"of the fields; plain: that of the target; half: S has ½(∂φ)² + ½m²φ²; hopping: S has −2κφφ′ + φ² + λ(φ² − 1)²",
		),
	cost: declaredCostSchema
		.optional()
		.describe("what its makers say that it cost; shown, never compared"),
});
export type EnsembleOptions = z.infer<typeof ensembleOptionsSchema>;

/** Files of all arrays. */
export function filesOf({
	fields,
	logq,
	logWeights,
	action,
}: EnsembleOptions): readonly string[] {
	return [fields, logq, logWeights, action].flatMap((text) =>
		text === undefined ? [] : splitName(text).file,
	);
}
