/** Options of Hamiltonian Monte Carlo. Every option has a default. */
import { z } from "zod";
import { chainOptions } from "../chain/options.js";
import { integratorNames } from "./integrator.js";

const auto = z.literal("auto");

export const hmcOptionsSchema = z
	.strictObject({
		/**
		 * The default follows from gradients per independent configuration, measured on the line xi =
		 * L/4 with each integrator tuned. The minimum-norm scheme costs a quarter less than leapfrog at
		 * L = 6 and 32 and the same at L = 14, within some 10 %. It prefers a higher acceptance.
		 * `force-gradient` is of fourth order at three gradients a step: for large volumes, where steps are
		 * short.
		 */
		integrator: z
			.enum(integratorNames)
			.default("omelyan")
			.describe(
				"integrator: leapfrog and omelyan of second order, force-gradient of fourth",
			),
		/** Mean length of a trajectory. `auto` searches for the lowest cost of an independent configuration. */
		trajectory: z
			.union([auto, z.number().positive()])
			.default("auto")
			.describe("mean length of a trajectory"),
		/** Lengths are uniform in [1 - jitter, 1 + jitter] times the mean, so no mode is in resonance. */
		jitter: z
			.number()
			.min(0)
			.lt(1)
			.default(0.5)
			.describe("relative spread of the lengths of trajectories"),
		/** Steps of every trajectory. `auto` derives them from length and step size. */
		steps: z
			.union([auto, z.number().int().positive()])
			.default("auto")
			.describe("steps of a trajectory"),
		/** Largest step size. `auto` tunes it to the target acceptance. */
		stepSize: z
			.union([auto, z.number().positive()])
			.default("auto")
			.describe("step size"),
		targetAcceptance: z
			.number()
			.min(0.1)
			.max(0.99)
			.default(0.8)
			.describe("target acceptance"),
		/**
		 * Fourier acceleration: masses of the momenta by wavelength. `free`: 2 (kinetic khat^2 + mass2).
		 * `measured`: the inverse of the propagator, which the chains measure first. Two transforms a
		 * gradient, in kernels where the action has a fused one, and in loops on the host otherwise.
		 */
		acceleration: z
			.enum(["none", "free", "measured"])
			.default("none")
			.describe("Fourier acceleration"),
		/** m*^2 of `acceleration: free`. `auto`: of the free field of least reverse divergence (samplers/gaussian/gap.ts). */
		mass2: z
			.union([auto, z.number().positive()])
			.default("auto")
			.describe("squared mass of the Fourier acceleration"),
		/** An update is a trajectory. */
		...chainOptions,
		/**
		 * `wells`: half of the chains start near each of the two minima (only for one real number per
		 * site). `hot`: independent normals; on other manifolds than the line, uniform draws. `cold`:
		 * zero, one axis, or the identity. `auto`: `wells` if there may be some, otherwise `hot`.
		 */
		start: z
			.enum(["auto", "wells", "hot", "cold"])
			.default("auto")
			.describe("start of the chains"),
		/**
		 * Precision of the fields in the fused kernel, and of the momenta that it draws. Automatic
		 * differentiation and GPUs compute in float32. On a GPU, this option only chooses the momenta:
		 * those of the CPU's float64 kernel, or the cheaper ones of its float32 kernel.
		 */
		precision: chainOptions.precision,
		/** `auto`: the fused kernel if the action allows it. */
		engine: z
			.enum(["auto", "kernel", "autodiff"])
			.default("auto")
			.describe("implementation"),
	})
	.refine(
		({ trajectory, steps, stepSize }) =>
			trajectory === "auto" || steps === "auto" || stepSize === "auto",
		{
			message: "of trajectory, steps and stepSize at most two can be fixed",
			path: ["stepSize"],
		},
	)
	.refine(
		({ acceleration, engine }) =>
			acceleration === "none" || engine !== "autodiff",
		{
			message:
				"Fourier acceleration has no engine of automatic differentiation; leave engine at auto",
			path: ["engine"],
		},
	);

export type HmcOptions = z.infer<typeof hmcOptionsSchema>;
