/** The kernels' prior of a configuration; that of given configurations is the density of another action. */
import type { Polynomial } from "../../../actions/action.js";
import type { Heap } from "../../../core/kernels/load.js";
import type { Lattice } from "../../../core/lattice.js";
import type { ParameterLayout } from "../../flow/flow.js";
import type { PriorConfig } from "../config.js";
import { FusedAction } from "./action.js";
import type { CouplingKernels } from "./kernels.js";
import { type FusedPrior, freeFieldPrior, normalPrior } from "./prior.js";
import { lanes } from "./space.js";

export function createFusedPrior(
	config: PriorConfig,
	lattice: Lattice,
	layout: ParameterLayout,
	kernels: CouplingKernels,
	heap: Heap,
): FusedPrior {
	if (config.kind === "normal") return normalPrior(lattice.sites, kernels);
	return config.kind === "action"
		? actionPrior(config.action, lattice, kernels, heap)
		: freeFieldPrior(config, lattice, layout, kernels, heap);
}

/** log q = -S, not normalised, and the latent configuration is the field. */
function actionPrior(
	{ kinetic, potential }: Polynomial,
	lattice: Lattice,
	kernels: CouplingKernels,
	heap: Heap,
): FusedPrior {
	const negative = { kinetic: -kinetic, potential: potential.map((c) => -c) };
	const logDensity = new FusedAction(negative, lattice, kernels, heap);
	const all = heap.float32(lanes);
	all.view.fill(1);
	const forward: FusedPrior["forward"] = (from, to, values) => {
		kernels.copyLanes(lattice.sites, from, to);
		logDensity.evaluate(from, values);
	};
	return {
		load() {},
		forward,
		inverse: forward,
		score: (latent, score) => logDensity.gradient(latent, all.address, score),
		backward() {},
		pullBack: (gradient, slope) =>
			kernels.copyLanes(lattice.sites, gradient, slope),
		addGradient() {},
	};
}
