/** Hands a schedule to the kernels that take any (samplers/hmc/simd/plan.as.ts). */
import type { Schedule } from "../integrator.js";

type PlannedKernel = Pick<
	KernelModules["samplers/hmc/simd/gauge/u1"],
	"setPlan"
>;

/** The schedule of the next trajectories. */
export function setPlan(kernel: PlannedKernel, plan: Schedule): void {
	kernel.setPlan(
		plan.kicks,
		plan.kick0,
		plan.kick1,
		plan.kick2,
		plan.displacement,
		plan.drift0,
		plan.drift1,
		plan.drift2,
	);
}
