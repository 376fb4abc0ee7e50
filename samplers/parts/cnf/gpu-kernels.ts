/** The GPU kernels of the equivariant flow by name. */
import type { LocalAction } from "../../../actions/action.js";
import {
	backwardKernel,
	continuousKernel,
	scoreKernel,
} from "../../../tensor/kernels/wgsl/cnf-adjoint.js";
import {
	actionKernel,
	collectKernel,
	correctKernel,
	priorAdjointKernel,
} from "../../../tensor/kernels/wgsl/cnf-ends.js";
import {
	integrateKernel,
	priorInverseKernel,
	priorKernel,
	priorScoreKernel,
} from "../../../tensor/kernels/wgsl/cnf-integrate.js";
import type { CnfKernelSource } from "../../../tensor/kernels/wgsl/cnf-kernel.js";
import type { CnfShape } from "../../../tensor/kernels/wgsl/cnf-shape.js";
import {
	modesKernel,
	multipliersKernel,
	profilesKernel,
	spectraGradientKernel,
	spectraKernel,
} from "../../../tensor/kernels/wgsl/cnf-tables.js";

/** Change of the image that ends the inverse's iterations. */
const tolerance = 2e-6;

/** Written when they are first asked for. `modes`: functions of time. */
export function cnfKernels(
	shape: CnfShape,
	modes: number,
	action: LocalAction,
) {
	return {
		spectra: () => spectraKernel(shape, modes),
		multipliers: () => multipliersKernel(shape, modes),
		profiles: () => profilesKernel(shape, modes),
		prior: () => priorKernel(shape),
		integrate: () => integrateKernel(shape),
		action: () => actionKernel(shape, action, false),
		slopes: () => actionKernel(shape, action, true),
		priorScore: () => priorScoreKernel(shape),
		score: () => scoreKernel(shape),
		backward: () => backwardKernel(shape),
		continuous: () => continuousKernel(shape),
		priorAdjoint: () => priorAdjointKernel(shape),
		collect: () => collectKernel(shape),
		spectraGradient: () => spectraGradientKernel(shape, modes),
		modes: () => modesKernel(shape, modes),
		correct: () => correctKernel(shape, tolerance),
		priorInverse: () => priorInverseKernel(shape),
	} satisfies Record<string, () => CnfKernelSource>;
}

export type CnfKernelName = keyof ReturnType<typeof cnfKernels>;

/** Kernels that add to gradients of the workgroup's own, or add those. */
export const learning: ReadonlySet<CnfKernelName> = new Set([
	"backward",
	"continuous",
	"priorAdjoint",
	"collect",
] as const);
