/** Heat bath of links in U(1), SU(2) and SU(3) in any dimension, in fused kernels on all threads. */
import { wilsonOf } from "../../links/wilson.js";
import type { HeatBathFamily } from "../family.js";
import { heatBathSteps, overrelaxationOf } from "../options.js";
import { prepareLinkSweeps } from "./prepare.js";

export const gauge: HeatBathFamily = {
	needs: "Wilson's action of links in U(1), SU(2) or SU(3)",
	treats: (action) => wilsonOf(action) !== undefined,
	prepare(action, options, budget, context) {
		const structure = wilsonOf(action);
		if (structure === undefined)
			throw new Error(`${action.name} has no heat bath of links`);
		const steps = heatBathSteps(
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
