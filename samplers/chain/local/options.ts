/** Options that all samplers of local and cluster updates have. Every option has a default. */
import { z } from "zod";
import { chainOptions } from "../options.js";

/** Overrelaxation sweeps of one update, after those of the heat bath. */
export const overrelaxation = z
	.number()
	.int()
	.min(0)
	.max(512)
	.default(1)
	.describe("overrelaxation sweeps of an update");

export const localOptions = {
	...chainOptions,
	/**
	 * `wells`: half of the chains start near each of the two minima. `hot`: independent normals.
	 * `cold`: zero.
	 */
	start: z
		.enum(["wells", "hot", "cold"])
		.default("wells")
		.describe("start of the chains"),
};

export type LocalOptions = z.infer<z.ZodObject<typeof localOptions>>;
