/** Options of microcanonical Monte Carlo. Every option has a default. */
import { z } from "zod";
import { chainOptions } from "../chain/options.js";
import { hmcOptionsSchema } from "../hmc/options.js";

const shared = hmcOptionsSchema.shape;

export const mclmcOptionsSchema = z.strictObject({
	/**
	 * `true`: every trajectory ends with an accept step, and the sampler is exact. `false`: none, as in
	 * the unadjusted sampler. Its averages are biased, and the checks of a report show it.
	 */
	adjusted: z.boolean().default(true).describe("accept step"),
	/** As for hmc, in the time of HMC. The displaced kick of `force-gradient` belongs to the kinetic energy p^2/2. */
	integrator: z
		.enum(["leapfrog", "omelyan"])
		.default("omelyan")
		.describe("integrator"),
	trajectory: shared.trajectory,
	jitter: shared.jitter,
	/**
	 * Largest step size, in the time of HMC. `auto` tunes it: with an accept step to the target
	 * acceptance, without one to the energy variance.
	 */
	stepSize: shared.stepSize,
	/** The optimum of arXiv:2503.01707 for the minimum-norm integrator. */
	targetAcceptance: z
		.number()
		.min(0.1)
		.max(0.99)
		.default(0.9)
		.describe("target acceptance"),
	/** Without an accept step: variance of the energy error of a trajectory, for each real of a configuration. */
	energyVariance: z
		.number()
		.positive()
		.default(5e-4)
		.describe("tuned variance of the energy error for each degree of freedom"),
	/** An update is a trajectory. Chains start as for hmc. */
	chains: chainOptions.chains,
	start: shared.start,
	thermalise: chainOptions.thermalise,
	storeEvery: chainOptions.storeEvery,
	/** Of the fields in the fused kernel, and of its velocities. Loops on the host are float64. */
	precision: chainOptions.precision,
	/** `auto`: the fused kernel if the action allows it. */
	engine: z
		.enum(["auto", "kernel", "host"])
		.default("auto")
		.describe("implementation"),
});

export type MclmcOptions = z.infer<typeof mclmcOptionsSchema>;
