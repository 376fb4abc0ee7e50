/** Options of samplers that update on the host alone. Every option has a default. */
import { z } from "zod";

export const hostOptions = {
	chains: z.number().int().positive().default(16),
	/** `hot`: elements in the uniform (Haar) measure. `cold`: the origin, the identity of a group. */
	start: z.enum(["hot", "cold"]).default("hot"),
	/** Precision of stored fields. Updates and S are float64 in both. */
	precision: z.enum(["float64", "float32"]).default("float64"),
	/** Number of updates to discard. `auto` detects when the chains are stationary. */
	thermalise: z
		.union([z.literal("auto"), z.number().int().min(0)])
		.default("auto"),
	/** Number of updates between stored configurations. */
	storeEvery: z.number().int().positive().default(1),
};
