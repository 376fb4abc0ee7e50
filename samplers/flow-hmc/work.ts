/** Counts the arithmetic of trajectories in the latent space of a flow. */
import type { Beside } from "../hmc/work.js";
import type { TrainedFlow } from "./trained.js";

/**
 * A gradient is pulled back through the flow: one pass, and its adjoint, which takes as many products, since a linear map
 * and its transpose do. The energy at the end of a trajectory takes one more pass.
 */
export function latentWork({ flow, settings }: TrainedFlow): Beside {
	// Of a flow without a count there is none of a draw either.
	const pass = flow.operations?.(settings) ?? Number.NaN;
	return { gradient: 2 * pass, trajectory: pass };
}
