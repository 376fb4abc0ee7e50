/** Options that all samplers of chains have. Every option has a default. */
import { z } from "zod";

export const chainOptions = {
	chains: z.number().int().positive().default(64).describe("number of chains"),
	/** Precision of the fields. S and all sums are float64 in both. */
	precision: z
		.enum(["float64", "float32"])
		.default("float64")
		.describe("precision of the fields"),
	/** Number of updates to discard. `auto` detects when the chains are stationary. */
	thermalise: z
		.union([z.literal("auto"), z.number().int().min(0)])
		.default("auto")
		.describe("updates discarded"),
	/** Number of updates between stored configurations. */
	storeEvery: z
		.number()
		.int()
		.positive()
		.default(1)
		.describe("updates from one stored configuration to the next"),
};
