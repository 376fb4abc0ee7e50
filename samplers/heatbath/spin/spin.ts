/** Heat bath of O(n) spins. */
import { prepareOnHost } from "../../chain/host/prepare.js";
import type { HeatBathFamily } from "../family.js";
import { overrelaxationOf } from "../options.js";
import { spinCoupling, spinSweeps } from "./sweeps.js";
import { spinSweepOperations } from "./work.js";

export const spin: HeatBathFamily = {
	needs:
		"unit vectors with nearest-neighbour couplings, on extents of two or more",
	treats: (action) => spinCoupling(action) !== undefined,
	async prepare(action, options, budget, context) {
		const beta = spinCoupling(action);
		if (beta === undefined)
			throw new Error(`${action.name} has no heat bath of spins`);
		const { sweeps } = options;
		const reflections = overrelaxationOf(options, action.space.lattice.shape);
		const { heatBath, overrelax, energy } = spinSweeps(action, beta);
		const ofSweep = spinSweepOperations(action.space);
		return prepareOnHost(
			"heatbath",
			action,
			{
				name: `${sweeps} heat bath, ${reflections} overrelaxation`,
				sweeps: sweeps + reflections,
				proposes: false,
				apply(fields, random) {
					for (let i = 0; i < sweeps; i++) heatBath(fields, random);
					for (let i = 0; i < reflections; i++) overrelax(fields);
					return { action: energy(fields), accepted: true };
				},
				operations: () =>
					sweeps * ofSweep.heatBath + reflections * ofSweep.overrelax,
			},
			options,
			budget,
			context,
		);
	},
};
