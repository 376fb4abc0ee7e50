/** The GPU kernels of the equivariant flow by name. */
import type { Polynomial } from "../../../actions/action.js";
import {
	backwardKernel,
	continuousKernel,
	scoreKernel,
} from "./adjoint.wgsl.js";
import {
	actionKernel,
	collectKernel,
	correctKernel,
	priorAdjointKernel,
} from "./ends.wgsl.js";
import {
	integrateKernel,
	priorInverseKernel,
	priorKernel,
	priorScoreKernel,
} from "./integrate.wgsl.js";
import type { CnfKernelSource } from "./kernel.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";
import {
	modesKernel,
	multipliersKernel,
	profilesKernel,
	spectraGradientKernel,
	spectraKernel,
} from "./tables.wgsl.js";

/** The inverse's iterations end when the image changes by less than this. */
const tolerance = 2e-6;

/** The sources are written when they are first requested. `modes` counts functions of time. */
export function cnfKernels(shape: CnfShape, modes: number, action: Polynomial) {
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

/** Kernels that add to a workgroup's own gradients, or that collect these. */
export const learning: ReadonlySet<CnfKernelName> = new Set([
	"backward",
	"continuous",
	"priorAdjoint",
	"collect",
] as const);
