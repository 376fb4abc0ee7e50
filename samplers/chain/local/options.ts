/** Options that all samplers of local and cluster updates have. Every option has a default. */
import { z } from "zod";

export const localOptions = {
	chains: z.number().int().positive().default(64),
	/**
	 * `wells`: half of the chains start near each of the two minima. `hot`: independent normals.
	 * `cold`: zero.
	 */
	start: z.enum(["wells", "hot", "cold"]).default("wells"),
	/** Precision of the fields. S and all sums are float64 in both. */
	precision: z.enum(["float64", "float32"]).default("float64"),
	/** Number of updates to discard. `auto` detects when the chains are stationary. */
	thermalise: z
		.union([z.literal("auto"), z.number().int().min(0)])
		.default("auto"),
	/** Number of updates between stored configurations. */
	storeEvery: z.number().int().positive().default(1),
};

export type LocalOptions = z.infer<z.ZodObject<typeof localOptions>>;
