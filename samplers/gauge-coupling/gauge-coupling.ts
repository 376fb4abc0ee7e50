/**
 * Gauge-equivariant coupling flow of U(1) links in two dimensions (G. Kanwar et al., arXiv:2003.06413; the
 * tutorial of M. Albergo et al., arXiv:2101.08176), trained by the reverse Kullback-Leibler divergence. The
 * masks are theirs (samplers/gauge-coupling/stripes.ts), and so is the transform `ncp`; `spline` is the
 * circular rational-quadratic spline of arXiv:2002.02428. The prior is the Haar measure, and log q is
 * relative to it.
 */
import { z } from "zod";
import type { Action } from "../../actions/action.js";
import { describeSpace } from "../../core/field-space.js";
import type { Verdict } from "../../core/verdict.js";
import { hiddenOption, kernelOption } from "../coupling/options.js";
import { flowSampler } from "../flow/sampler.js";
import { trainingShape } from "../flow/training/options.js";
import { stripesFit } from "./config.js";
import { gaugeCouplingFlow } from "./coupling.js";

// Angles have no sign to symmetrise in.
const { symmetrise: _symmetrise, ...training } = trainingShape({
	batch: 64,
	learningRate: 5e-3,
	average: 0.98,
	gradient: "path",
});

const options = z.strictObject({
	/** Number of coupling layers. Eight move every link once. */
	layers: z
		.int()
		.min(1)
		.max(256)
		.default(24)
		.describe("number of coupling layers; eight move every link once"),
	hidden: hiddenOption([16]),
	kernel: kernelOption,
	/** The map of an active plaquette: non-compact projections, or a circular spline. */
	transform: z
		.enum(["ncp", "spline"])
		.default("ncp")
		.describe("map of the active plaquettes"),
	/** Non-compact projections whose mean is taken. */
	components: z
		.int()
		.min(1)
		.max(64)
		.default(2)
		.describe("projections of a map (ncp)"),
	/** Bins of each spline. */
	bins: z
		.int()
		.min(2)
		.max(64)
		.default(8)
		.describe("bins of each spline (spline)"),
	...training,
});

export type GaugeCouplingOptions = z.infer<typeof options>;

export const gaugeCoupling = flowSampler<GaugeCouplingOptions>({
	name: "gauge-coupling",
	label: "gauge-equivariant coupling flow of U(1) links",
	reference: "arXiv:2003.06413",
	documentation: "gauge-theories.md#the-coupling-flow",
	links: true,
	options,
	supports,
	build: (action, { layers, hidden, kernel, transform, components, bins }) => {
		const beta =
			action.structure?.kind === "wilson" ? action.structure.beta : 0;
		return gaugeCouplingFlow(action.space.lattice, {
			layers,
			hidden,
			kernel,
			transform:
				transform === "ncp"
					? { kind: "ncp", components }
					: { kind: "spline", bins },
			beta,
		});
	},
});

function supports({ space, structure }: Action): Verdict {
	if (structure?.kind !== "wilson" || space.per !== "link")
		return no(
			`it needs Wilson's action of U(1) links, and this action has ${describeSpace(space)}`,
		);
	if (structure.group !== "U1")
		return no(
			`it transforms angles of U(1); the spectral flow of ${structure.group} (arXiv:2008.05456) is not implemented`,
		);
	const { dimension, shape } = space.lattice;
	if (dimension !== 2) return no(`it needs two directions, not ${dimension}`);
	return stripesFit(space.lattice)
		? { ok: true }
		: no(
				`its masks repeat after four sites: both extents must be multiples of 4, and the lattice is ${shape.join(" x ")}`,
			);
}

function no(reason: string): Verdict {
	return { ok: false, reason };
}
