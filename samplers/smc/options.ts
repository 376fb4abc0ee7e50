/** Options of annealed importance sampling and sequential Monte Carlo. Every option has a default. */
import { z } from "zod";

const auto = z.literal("auto");

export const smcOptionsSchema = z
	.strictObject({
		/**
		 * Number of steps from the free field to the target. `auto` chooses it such that about
		 * 1/e of the draws are effective, where the cost of an effective draw is least
		 * (samplers/smc/schedule.ts). With resampling it takes the temperatures of the pilot run.
		 */
		temperatures: z
			.union([auto, z.number().int().positive()])
			.default("auto")
			.describe("number of temperatures"),
		/** Effective fraction that a step of the pilot run keeps. It places the temperatures. */
		pilotEss: z
			.number()
			.min(0.5)
			.max(0.99)
			.default(0.9)
			.describe("share of effective draws that a step of the pilot run keeps"),
		/** HMC trajectories at each temperature. */
		moves: z
			.number()
			.int()
			.positive()
			.default(1)
			.describe("trajectories at each temperature"),
		/** Mean length of a trajectory. `auto`: a quarter period of the slowest mode of the free field. */
		trajectory: z
			.union([auto, z.number().positive()])
			.default("auto")
			.describe("mean length of a trajectory"),
		targetAcceptance: z
			.number()
			.min(0.1)
			.max(0.99)
			.default(0.8)
			.describe("target acceptance"),
		/** Particles that move side by side. What a pass makes beyond a request is kept for the next one. */
		particles: z
			.number()
			.int()
			.min(2)
			.default(1024)
			.describe("number of particles"),
		/**
		 * `none`: annealed importance sampling, each particle is a draw. `systematic`: particles are
		 * resampled within their population, and each population is one draw.
		 */
		resampling: z
			.enum(["none", "systematic"])
			.default("none")
			.describe("resampling"),
		/** Particles of a population, a divisor of `particles`. Without resampling it has no effect. */
		population: z
			.number()
			.int()
			.min(2)
			.default(16)
			.describe("particles of a population"),
		/** Precision of the fields in the fused kernel. Automatic differentiation computes in float32. */
		precision: z
			.enum(["float64", "float32"])
			.default("float64")
			.describe("precision of the fields"),
	})
	.refine(
		({ resampling, particles, population }) =>
			resampling === "none" || particles % population === 0,
		{ message: "population must divide particles", path: ["population"] },
	);

export type SmcOptions = z.infer<typeof smcOptionsSchema>;
