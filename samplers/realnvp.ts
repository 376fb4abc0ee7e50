/**
 * RealNVP: affine couplings between the two colours of a checkerboard, with convolutional or
 * dense conditioners (Dinh, Sohl-Dickstein, Bengio, arXiv:1605.08803; on the lattice Albergo,
 * Kanwar, Shanahan, arXiv:1904.12072). By default the architecture of the tutorial arXiv:2101.08176: 16
 * couplings, circular 3^d convolutions 1 -> 8 -> 8 -> 2, leaky rectifiers, s and t bounded by tanh,
 *
 *   y = x e^s + t at active sites,   log q(y) = log q(x) - sum of s,
 *
 * the last map zero at the start, so that training begins at the prior.
 */
import { z } from "zod";
import { couplingFlow } from "./parts/coupling/coupling.js";
import {
	couplingShape,
	priorOf,
	supportsCoupling,
} from "./parts/coupling/options.js";
import { flowSampler } from "./parts/flow/sampler.js";
import { trainingShape } from "./parts/flow/train-options.js";

const options = z.strictObject({
	...couplingShape({
		layers: 16,
		hidden: [8, 8],
		prior: "freeField",
		rescale: false,
	}),
	...trainingShape({
		batch: 128,
		learningRate: 1e-2,
		gradient: "path",
		symmetrise: "auto",
	}),
});

export type RealNvpOptions = z.infer<typeof options>;

export const realnvp = flowSampler<RealNvpOptions>({
	name: "realnvp",
	label: "RealNVP: affine checkerboard couplings with convolutions",
	reference: "arXiv:1904.12072",
	options,
	supports: supportsCoupling,
	build: (action, chosen) =>
		couplingFlow(action.lattice, {
			layers: chosen.layers,
			conditioner: chosen.conditioner,
			hidden: chosen.hidden,
			kernel: chosen.kernel,
			transform: { kind: "affine" },
			prior: priorOf(action, chosen),
			rescale: chosen.rescale,
		}),
});
