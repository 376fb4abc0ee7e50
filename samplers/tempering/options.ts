/** Options of parallel tempering. Every option has a default. */
import { z } from "zod";
import { localOptions, overrelaxation } from "../chain/local/options.js";

export const temperingOptionsSchema = z.strictObject({
	/**
	 * The coupling that differs between the replicas: `quadratic` and `quartic` grow along the ladder,
	 * `kinetic` and `beta` fall, so that the far end is disordered. `auto` is `quadratic` for one real number per site
	 * and `beta` for links.
	 */
	coupling: z
		.enum(["auto", "quadratic", "quartic", "kinetic", "beta"])
		.default("auto")
		.describe("tempered coupling"),
	/**
	 * Number of replicas. `auto` adds replicas until the last one changes the sign of M often, or has a mean plaquette of
	 * links below 0.6, up to 32.
	 */
	replicas: z
		.union([z.literal("auto"), z.number().int().min(2).max(64)])
		.default("auto")
		.describe("number of replicas"),
	/** Share of accepted swaps between neighbours, for which the ladder is tuned. */
	targetSwap: z
		.number()
		.min(0.1)
		.max(0.8)
		.default(0.4)
		.describe("target share of accepted swaps"),
	/** Heat-bath sweeps of every replica in one update. */
	sweeps: z
		.number()
		.int()
		.min(1)
		.max(64)
		.default(1)
		.describe("heat-bath sweeps of an update"),
	overrelaxation,
	...localOptions,
	chains: z.number().int().positive().default(16).describe("number of chains"),
});

export type TemperingOptions = z.infer<typeof temperingOptionsSchema>;
