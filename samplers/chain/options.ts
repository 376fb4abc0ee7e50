/** Options that all samplers of chains have. Every option has a default. */
import { z } from "zod";

export const chainOptions = {
	chains: z.number().int().positive().default(64),
	/** Precision of the fields. S and all sums are float64 in both. */
	precision: z.enum(["float64", "float32"]).default("float64"),
	/** Number of updates to discard. `auto` detects when the chains are stationary. */
	thermalise: z
		.union([z.literal("auto"), z.number().int().min(0)])
		.default("auto"),
	/** Number of updates between stored configurations. */
	storeEvery: z.number().int().positive().default(1),
};
