/**
 * RealNVP: affine couplings between the two colours of a checkerboard, with convolutional or dense
 * conditioners (Dinh, Sohl-Dickstein, Bengio, arXiv:1605.08803; on the lattice Albergo, Kanwar,
 * Shanahan, arXiv:1904.12072). The couplings are those of the tutorial arXiv:2101.08176: circular
 * 3^d convolutions, leaky rectifiers, s and t bounded by tanh.
 *
 *   y = x e^s + t at active sites,   log q(y) = log q(x) - sum of s
 *
 * The last map of each conditioner is zero at the start, so training begins at the prior. The
 * tutorial has 16 couplings with channels 1 -> 8 -> 8 -> 2. The default here is 8 couplings with 1
 * -> 16 -> 2, which learned faster in every budget that we tried (docs/flows.md).
 */
import { z } from "zod";
import { flowSampler } from "../flow/sampler.js";
import { trainingShape } from "../flow/training/options.js";
import { couplingFlow } from "./coupling.js";
import { couplingConfig, couplingShape, supportsCoupling } from "./options.js";

const options = z.strictObject({
	...couplingShape({
		layers: 8,
		hidden: [16],
		prior: "freeField",
		rescale: false,
	}),
	/**
	 * Whether a trained map of every site's value follows the layers, y^2 = phi^2 + c phi^4. The kernels for
	 * GPUs do not have it.
	 */
	pointwise: z
		.boolean()
		.default(false)
		.describe("trained pointwise map after the layers"),
	...trainingShape({
		batch: 64,
		learningRate: 1e-2,
		average: 0.98,
		gradient: "path",
		symmetrise: "auto",
	}),
});

export type RealNvpOptions = z.infer<typeof options>;

export const realnvp = flowSampler<RealNvpOptions>({
	name: "realnvp",
	label: "RealNVP: affine checkerboard couplings with convolutions",
	reference: "arXiv:1904.12072",
	documentation: "flows.md",
	options,
	supports: supportsCoupling,
	build: (action, chosen) =>
		couplingFlow(action.space.lattice, {
			...couplingConfig(action, chosen, { kind: "affine" }),
			...(chosen.pointwise ? { pointwise: true } : {}),
		}),
});
