/** Heat bath of links in U(1), SU(2) and SU(3) in any dimension. */
import { prepareOnHost } from "../../chain/host/prepare.js";
import { updateOfFields, wilsonOf } from "../../links/link-update.js";
import type { HeatBathFamily } from "../family.js";
import { overrelaxationOf } from "../options.js";
import { linkSweeps } from "./sweeps.js";

export const gauge: HeatBathFamily = {
	needs: "Wilson's action of links in U(1), SU(2) or SU(3)",
	treats: (action) => wilsonOf(action) !== undefined,
	async prepare(action, options, budget, context) {
		const structure = wilsonOf(action);
		if (structure === undefined)
			throw new Error(`${action.name} has no heat bath of links`);
		const { space } = action;
		const sweeps = linkSweeps(
			space,
			structure,
			options.sweeps,
			overrelaxationOf(options, space.lattice.shape),
		);
		const update = updateOfFields(action, structure, sweeps);
		return prepareOnHost("heatbath", action, update, options, budget, context);
	},
};
