/** Options of the Gaussian control. Every option has a default. */
import { z } from "zod";

export const gaussianOptionsSchema = z.strictObject({
	/**
	 * `chain`: the propagator G_k is measured on a short run of Hamiltonian Monte Carlo and averaged
	 * over the momenta that the symmetries of the lattice exchange. That is the Gaussian of least
	 * forward Kullback-Leibler divergence. `reverse-kl`: the free field of least reverse divergence, in
	 * closed form (samplers/gaussian/gap.ts), for even polynomial actions.
	 */
	fit: z
		.enum(["chain", "reverse-kl"])
		.default("chain")
		.describe("fit of the spectrum"),
	/** Configurations of the chain to which the spectrum is fitted. */
	fitDraws: z
		.number()
		.int()
		.min(64)
		.default(16384)
		.describe("configurations of the fit"),
});

export type GaussianOptions = z.infer<typeof gaussianOptionsSchema>;
