/**
 * Heat bath and overrelaxation of two-dimensional U(1) links with a winding proposal in every update: local
 * sweeps move all but the topological charge, and the proposal (samplers/winding/simd/flux.as.ts) moves that.
 * The strongest simple baseline where local updates freeze.
 */
import { z } from "zod";
import type { Action, Wilson } from "../../actions/action.js";
import { no } from "../../core/verdict.js";
import { hostOptions } from "../chain/host/options.js";
import { overrelaxation } from "../chain/local/options.js";
import { prepareLinkSweeps } from "../heatbath/gauge/prepare.js";
import { heatBathSteps } from "../heatbath/options.js";
import { wilsonOf } from "../links/wilson.js";
import type { SamplerDefinition } from "../sampler.js";

const options = z.strictObject({
	/** Heat-bath sweeps of one update. */
	sweeps: z
		.number()
		.int()
		.min(0)
		.max(64)
		.default(1)
		.describe("heat-bath sweeps of an update"),
	overrelaxation,
	...hostOptions,
});

type WindingOptions = z.infer<typeof options>;

export const winding: SamplerDefinition<WindingOptions> = {
	name: "winding",
	label: "heat bath with winding updates of the topological charge",
	reference: "arXiv:2106.14234",
	documentation: "gauge-theories.md#samplers",
	options,
	create: (chosen) => ({
		supports: (action) =>
			fluxOf(action) === undefined
				? no(
						"winding updates need links of U(1) with Wilson's action in two dimensions",
					)
				: { ok: true },
		prepare(action, budget, context) {
			const structure = fluxOf(action);
			if (structure === undefined)
				throw new Error(`${action.name} has no winding updates`);
			const { sweeps, overrelaxation } = chosen;
			return prepareLinkSweeps(
				"winding",
				action,
				structure,
				[...heatBathSteps(sweeps, overrelaxation), { kind: "flux", count: 1 }],
				chosen,
				budget,
				context,
			);
		},
	}),
};

/** The action where there are fluxes. */
function fluxOf(action: Action): Wilson | undefined {
	const structure = wilsonOf(action);
	return structure?.group === "U1" && action.space.lattice.dimension === 2
		? structure
		: undefined;
}
