/** Options of microcanonical Monte Carlo. Every option has a default. */
import { z } from "zod";
import { integratorNames } from "../hmc/integrator.js";

const auto = z.literal("auto");

export const mclmcOptionsSchema = z.strictObject({
	/**
	 * `true`: every trajectory ends with an accept step, and the sampler is exact. `false`: none, as in
	 * the unadjusted sampler. Its averages are biased, and the checks of a report show it.
	 */
	adjusted: z.boolean().default(true),
	integrator: z.enum(integratorNames).default("omelyan"),
	/** Mean length of a trajectory, in the time of HMC. `auto` searches for the lowest cost of an independent configuration. */
	trajectory: z.union([auto, z.number().positive()]).default("auto"),
	/** Lengths are uniform in [1 - jitter, 1 + jitter] times the mean. */
	jitter: z.number().min(0).lt(1).default(0.5),
	/**
	 * Largest step size, in the time of HMC. `auto` tunes it: with an accept step to the target
	 * acceptance, without one to the energy variance.
	 */
	stepSize: z.union([auto, z.number().positive()]).default("auto"),
	/** The optimum of arXiv:2503.01707 for the minimum-norm integrator. */
	targetAcceptance: z.number().min(0.1).max(0.99).default(0.9),
	/** Without an accept step: variance of the energy error of a trajectory, for each real of a configuration. */
	energyVariance: z.number().positive().default(5e-4),
	chains: z.number().int().positive().default(64),
	/** Start of the chains, as for hmc. */
	start: z.enum(["auto", "wells", "hot", "cold"]).default("auto"),
	/** Number of trajectories to discard. `auto` detects when the chains are stationary. */
	thermalise: z.union([auto, z.number().int().min(0)]).default("auto"),
	/** Number of trajectories between stored configurations. */
	storeEvery: z.number().int().positive().default(1),
});

export type MclmcOptions = z.infer<typeof mclmcOptionsSchema>;
