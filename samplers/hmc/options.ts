/** Options of Hamiltonian Monte Carlo, every one with a default. */
import { z } from "zod";
import { integratorNames } from "./integrator.js";

const auto = z.literal("auto");

export const hmcOptionsSchema = z
	.strictObject({
		/**
		 * Measured in gradients for an independent configuration, each integrator tuned, on the line
		 * xi = L/4: the minimum-norm scheme costs a quarter less than leapfrog at L = 6 and 32 and the
		 * same at L = 14, within some 10 %; it likes a higher acceptance.
		 */
		integrator: z.enum(integratorNames).default("omelyan"),
		/** Mean length of a trajectory; `auto` looks for the least cost of an independent configuration. */
		trajectory: z.union([auto, z.number().positive()]).default("auto"),
		/** Lengths are uniform in [1 - jitter, 1 + jitter] times the mean, so that no mode is in resonance. */
		jitter: z.number().min(0).lt(1).default(0.5),
		/** Steps of every trajectory; `auto` follows from length and step size. */
		steps: z.union([auto, z.number().int().positive()]).default("auto"),
		/** Largest step size; `auto` tunes it to the target acceptance. */
		stepSize: z.union([auto, z.number().positive()]).default("auto"),
		targetAcceptance: z.number().min(0.1).max(0.99).default(0.8),
		chains: z.number().int().positive().default(64),
		/**
		 * `wells`: half of the chains near each of the two minima, for one real number per site alone; `hot`:
		 * independent normals, and off the line uniform draws; `cold`: zero, one axis, the identity. `auto`:
		 * `wells` where there may be some, else `hot`.
		 */
		start: z.enum(["auto", "wells", "hot", "cold"]).default("auto"),
		/**
		 * Of the fields in the fused kernel, and which momenta it draws. Automatic differentiation and GPUs
		 * compute in float32; on a GPU this chooses whose momenta: those of the CPU's kernel in float64, or
		 * the cheaper ones of its kernel in float32.
		 */
		precision: z.enum(["float64", "float32"]).default("float64"),
		/** `auto`: the fused kernel where the action allows it. */
		engine: z.enum(["auto", "kernel", "autodiff"]).default("auto"),
		/** Trajectories to discard; `auto` detects when the chains are stationary. */
		thermalise: z.union([auto, z.number().int().min(0)]).default("auto"),
		/** Trajectories from one stored configuration to the next. */
		storeEvery: z.number().int().positive().default(1),
	})
	.refine(
		({ trajectory, steps, stepSize }) =>
			trajectory === "auto" || steps === "auto" || stepSize === "auto",
		{
			message: "of trajectory, steps and stepSize at most two can be fixed",
			path: ["stepSize"],
		},
	);

export type HmcOptions = z.infer<typeof hmcOptionsSchema>;
