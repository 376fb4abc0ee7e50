/** Heat bath of one real number per site with an even quartic potential, in fused kernels on all threads. */
import type { Action } from "../../../actions/action.js";
import { isRealScalar } from "../../../core/field-space.js";
import {
	evenCouplings,
	squareCoefficient,
} from "../../chain/local/couplings.js";
import { acceptanceFacts } from "../../chain/local/facts.js";
import { prepareLocal } from "../../chain/local/prepare.js";
import { type Couplings, updateOperations } from "../../chain/local/program.js";
import type { HeatBathFamily } from "../family.js";
import { heatBathSteps, overrelaxationOf } from "../options.js";
import { tuneShift } from "./shift.js";
import { scalarSweeps } from "./work.js";

/** The couplings, if the distribution of one site given the others can be normalised. */
export function heatBathCouplings(action: Action): Couplings | undefined {
	if (!isRealScalar(action.space)) return undefined;
	const couplings = evenCouplings(action, 4);
	if (couplings === undefined) return undefined;
	const a = squareCoefficient(couplings, action.space.lattice.shape);
	const { quartic } = couplings;
	return quartic > 0 || (quartic === 0 && a > 0) ? couplings : undefined;
}

export const scalar: HeatBathFamily = {
	needs:
		"one real number per site, a nearest-neighbour kinetic term and an even potential of degree 4 at most that is bounded from below",
	treats: (action) => heatBathCouplings(action) !== undefined,
	prepare(action, options, budget, context) {
		const couplings = heatBathCouplings(action);
		if (couplings === undefined)
			throw new Error(`${action.name} has no scalar heat bath`);
		const { lattice } = action.space;
		const reflections = overrelaxationOf(options, lattice.shape);
		const steps = heatBathSteps(options.sweeps, reflections);
		return prepareLocal(
			action,
			options,
			{
				name: "heatbath",
				unit: "update",
				kernel: "samplers/heatbath/scalar/simd",
				couplings,
				steps,
				tune: async (run) => ({ shift: await tuneShift(run, couplings) }),
				facts: (run) => ({
					shift: run.tuned.shift ?? 0,
					overrelaxation: reflections,
					...acceptanceFacts(run),
				}),
				operations: () =>
					updateOperations(steps, scalarSweeps(lattice, couplings)),
			},
			budget,
			context,
		);
	},
};
