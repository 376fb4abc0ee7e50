/** Options of the equivariant continuous flow. */
import { z } from "zod";
import { trainingShape } from "../flow/training/options.js";
import type { CouplingRange } from "./range/range.js";
import type { StepControl } from "./steps.js";

export const cnfOptions = z
	.strictObject({
		...trainingShape({
			batch: 128,
			learningRate: 8e-3,
			beta1: 0.8,
			beta2: 0.9,
			gradient: "path",
		}),
		/** Features: sines, and the linear one. */
		frequencies: z.int().min(2).default(50),
		/** Channels that the features are contracted to before they meet the lattice. */
		bonds: z.int().min(1).default(20),
		/** Fourier modes of the kernel's time dependence; 10 in the paper. */
		timeModes: z.int().min(0).default(3),
		timeBonds: z.int().min(1).default(20),
		/** M^2 of the free field that the flow starts from, trained along; null takes (4 / L)^2. */
		mass2: z.number().positive().nullable().default(null),
		/** Integration steps to start with, and their bounds. */
		steps: z.int().min(1).default(10),
		fewestSteps: z.int().min(1).default(4),
		mostSteps: z.int().min(1).default(200),
		/** false trains with `steps` throughout: then the optimiser may exploit the integrator. */
		controlSteps: z.boolean().default(true),
		/** rms error of log w that training holds, measured by doubling the steps on fresh draws. */
		stepError: z.number().positive().default(0.01),
		/** The same for what is drawn after training. */
		drawError: z.number().positive().default(1e-3),
		/** Fresh draws of each such measurement. */
		stepDraws: z.int().min(2).default(64),
		/**
		 * `discrete`: gradient of the map as it is computed, back through the stages. `continuous`: of the
		 * flow in continuous time, by the adjoint equation integrated backward; kernel only.
		 */
		adjoint: z.enum(["discrete", "continuous"]).default("discrete"),
		/** Extents of smaller lattices to train on before, each continued on the next; ascending. */
		ladder: z.array(z.int().min(2)).default([]),
		/** Part of the budget that the smaller lattices take together, in equal shares. */
		ladderShare: z.number().gt(0).lt(1).default(0.3),
		/**
		 * Trains for a whole range of the coupling lambda at once, and draws at that of the action: parameters
		 * are Chebyshev sums in lambda up to `order`, and `group` samples in a row of a batch share a coupling.
		 */
		conditional: z
			.strictObject({
				lambda: z
					.tuple([z.number(), z.number()])
					.refine(([low, high]) => low < high, {
						message: "two numbers in ascending order",
					}),
				order: z.int().min(1).max(12).default(3),
				group: z.int().min(1).default(32),
			})
			.nullable()
			.default(null),
	})
	.refine((o) => o.fewestSteps <= o.steps && o.steps <= o.mostSteps, {
		message: "steps lies between fewestSteps and mostSteps",
	});

export type EquivariantCnfOptions = z.infer<typeof cnfOptions>;

/** The range of a conditional flow. */
export function rangeOf({
	conditional,
}: EquivariantCnfOptions): CouplingRange | null {
	if (conditional === null) return null;
	const { lambda, order, group } = conditional;
	return { low: lambda[0], high: lambda[1], order, group };
}

export function controlOf(chosen: EquivariantCnfOptions): StepControl {
	return {
		fewest: chosen.fewestSteps,
		most: chosen.mostSteps,
		target: chosen.stepError,
		draws: chosen.stepDraws,
	};
}
