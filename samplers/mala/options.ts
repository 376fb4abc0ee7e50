/** Options of the Metropolis-adjusted Langevin algorithm. Every option has a default. */
import { z } from "zod";
import { chainOptions } from "../chain/options.js";
import { hmcOptionsSchema } from "../hmc/options.js";

const shared = hmcOptionsSchema.shape;

export const malaOptionsSchema = z.strictObject({
	/** e = sqrt(2 t) of a step of Langevin time t, the step size of the equivalent HMC. `auto` tunes it. */
	stepSize: z
		.union([z.literal("auto"), z.number().positive()])
		.default("auto")
		.describe("step size"),
	/** The optimum of many dimensions: G. O. Roberts, J. S. Rosenthal, J. R. Stat. Soc. B 60 (1998) 255. */
	targetAcceptance: z
		.number()
		.min(0.1)
		.max(0.99)
		.default(0.574)
		.describe("target acceptance"),
	/** Chains, start, precision, engine and thermalisation as for hmc. An update is a step. */
	...chainOptions,
	start: shared.start,
	engine: shared.engine,
	storeEvery: z
		.number()
		.int()
		.positive()
		.default(10)
		.describe("updates from one stored configuration to the next"),
});

export type MalaOptions = z.infer<typeof malaOptionsSchema>;
