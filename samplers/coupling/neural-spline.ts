/**
 * Neural spline flow: checkerboard couplings that pass each active site through a monotone
 * rational-quadratic spline with identity tails. A convolutional or dense conditioner gives the
 * knots (Durkan, Bekasov, Murray, Papamakarios, arXiv:1906.04032; on the lattice Del Debbio,
 * Rossney, Wilson, arXiv:2105.12481). With `odd`, the splines are odd and the conditioners even,
 * and the density is exactly symmetric under phi -> -phi.
 *
 * If all raw numbers are zero, the flow is the identity. So training begins at the prior.
 */
import { z } from "zod";
import type { Action } from "../../actions/action.js";
import { flowSampler } from "../flow/sampler.js";
import { trainingShape } from "../flow/training/options.js";
import { couplingFlow } from "./coupling.js";
import { couplingConfig, couplingShape, supportsCoupling } from "./options.js";

const options = z.strictObject({
	...couplingShape({
		layers: 8,
		hidden: [8],
		prior: "freeField",
		rescale: true,
	}),
	/** Number of bins of each spline. */
	bins: z.int().min(2).max(64).default(8).describe("bins of each spline"),
	/** The splines act on [-bound, bound]. */
	bound: z.number().positive().default(5).describe("bound of the splines"),
	/**
	 * Odd splines and even conditioners give an exact symmetry with fewer functions. `auto` chooses
	 * them if the action is even.
	 */
	odd: z
		.union([z.boolean(), z.literal("auto")])
		.default(false)
		.describe("odd splines"),
	...trainingShape({
		batch: 128,
		learningRate: 6e-3,
		average: 0.98,
		gradient: "path",
		symmetrise: "auto",
	}),
});

export type NeuralSplineOptions = z.infer<typeof options>;

function isOdd(action: Action, { odd }: NeuralSplineOptions): boolean {
	return odd === "auto" ? action.symmetries.has("signFlip") : odd;
}

export const neuralSpline = flowSampler<NeuralSplineOptions>({
	name: "neural-spline",
	label: "Neural spline flow: rational-quadratic checkerboard couplings",
	reference: "arXiv:1906.04032",
	documentation: "flows.md",
	options,
	supports: (action, chosen) =>
		chosen.odd === true && !action.symmetries.has("signFlip")
			? { ok: false, reason: "odd needs an action that is even in the field" }
			: supportsCoupling(action, chosen),
	even: isOdd,
	build: (action, chosen) =>
		couplingFlow(
			action.space.lattice,
			couplingConfig(action, chosen, {
				kind: "spline",
				bins: chosen.bins,
				bound: chosen.bound,
				odd: isOdd(action, chosen),
			}),
		),
});
