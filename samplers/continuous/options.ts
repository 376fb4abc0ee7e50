/** Options of the equivariant continuous flow. */
import { z } from "zod";
import { trainingShape } from "../flow/training/options.js";
import type { CouplingRange } from "./range/range.js";
import { stepBounds, stepErrorOptions, stepOptions } from "./step-options.js";

export const cnfOptions = z
	.strictObject({
		...trainingShape({
			batch: 32,
			learningRate: 5e-2,
			average: 0.9,
			beta1: 0.8,
			beta2: 0.98,
			gradient: "path",
		}),
		/** Number of features: sines, and the linear one. */
		frequencies: z
			.int()
			.min(2)
			.default(50)
			.describe("number of features of the field"),
		/** Number of channels. The features are contracted to channels before the convolution. */
		bonds: z.int().min(1).default(20).describe("channels of the features"),
		/** Fourier modes of the kernel's time dependence. The paper has 10. */
		timeModes: z
			.int()
			.min(0)
			.default(3)
			.describe("Fourier modes of the time dependence"),
		timeBonds: z
			.int()
			.min(1)
			.default(20)
			.describe("channels of the time dependence"),
		/** Initial M^2 of the free field from which the flow starts. It is trained. null takes (4 / L)^2. */
		mass2: z
			.number()
			.positive()
			.nullable()
			.default(null)
			.describe("initial squared mass of the prior"),
		...stepOptions(4, 200),
		/** false keeps `steps` fixed during training. The optimiser may then exploit the integrator. */
		controlSteps: z
			.boolean()
			.default(true)
			.describe("control of the number of integration steps"),
		...stepErrorOptions,
		/**
		 * `discrete`: the gradient of the map as computed, back through its stages. `continuous`: the
		 * gradient of the flow in continuous time, by integrating the adjoint equation backward
		 * (kernels only).
		 */
		adjoint: z
			.enum(["discrete", "continuous"])
			.default("discrete")
			.describe("adjoint"),
		/**
		 * Extents of smaller lattices to train on first, in ascending order. Each is continued on the next.
		 * `auto` halves the extent as long as 6 sites are left; an action that is not one of nearest
		 * neighbours has none.
		 */
		ladder: z
			.union([z.literal("auto"), z.array(z.int().min(2))])
			.default("auto")
			.describe("extents of smaller lattices trained on first"),
		/** Largest part of the budget for all smaller lattices together, which share it in proportion to their extents. */
		ladderShare: z
			.number()
			.gt(0)
			.lt(1)
			.default(0.5)
			.describe("share of the budget for smaller lattices"),
		/**
		 * Trains for a whole range of the coupling lambda at once and draws at the lambda of the
		 * action. The parameters are Chebyshev sums in lambda up to `order`. In a batch, `group`
		 * consecutive samples share a coupling.
		 */
		conditional: z
			.strictObject({
				lambda: z
					.tuple([z.number(), z.number()])
					.refine(([low, high]) => low < high, {
						message: "two numbers in ascending order",
					}),
				order: z.int().min(1).max(12).default(3),
				group: z.int().min(1).default(16),
			})
			.nullable()
			.default(null)
			.describe("range of couplings trained on"),
	})
	.refine(...stepBounds);

export type EquivariantCnfOptions = z.infer<typeof cnfOptions>;

/** The range of a conditional flow. */
export function rangeOf({
	conditional,
}: EquivariantCnfOptions): CouplingRange | null {
	if (conditional === null) return null;
	const { lambda, order, group } = conditional;
	return { low: lambda[0], high: lambda[1], order, group };
}
