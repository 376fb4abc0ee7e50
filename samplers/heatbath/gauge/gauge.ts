/** Heat bath of links in U(1), SU(2) and SU(3) in any dimension, in fused kernels on all threads. */
import type { Step } from "../../chain/local/program.js";
import { wilsonOf } from "../../links/wilson.js";
import type { HeatBathFamily } from "../family.js";
import { overrelaxationOf } from "../options.js";
import { prepareLinkSweeps } from "./prepare.js";

/** A heat bath, then overrelaxation. */
export function linkSteps(
	sweeps: number,
	overrelaxation: number,
): readonly Step[] {
	const steps: readonly Step[] = [
		{ kind: "heatBath", count: sweeps },
		{ kind: "overrelax", count: overrelaxation },
	];
	return steps.filter(({ count }) => count > 0);
}

export const gauge: HeatBathFamily = {
	needs: "Wilson's action of links in U(1), SU(2) or SU(3)",
	treats: (action) => wilsonOf(action) !== undefined,
	prepare(action, options, budget, context) {
		const structure = wilsonOf(action);
		if (structure === undefined)
			throw new Error(`${action.name} has no heat bath of links`);
		const steps = linkSteps(
			options.sweeps,
			overrelaxationOf(options, action.space.lattice.shape),
		);
		return prepareLinkSweeps(
			"heatbath",
			action,
			structure,
			steps,
			options,
			budget,
			context,
		);
	},
};
