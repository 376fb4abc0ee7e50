/**
 * Heat bath and overrelaxation of two-dimensional U(1) links with a winding proposal in every update: local sweeps move
 * all but the topological charge, and the proposal (samplers/winding/flux.ts) moves that. The strongest simple baseline where
 * local updates freeze.
 */
import { z } from "zod";
import type { Action, Wilson } from "../../actions/action.js";
import { linkAlgebra } from "../../actions/gauge/links/registry.js";
import { wilsonSum } from "../../actions/gauge/links/wilson-sum.js";
import { hostOptions } from "../chain/host/options.js";
import { prepareOnHost } from "../chain/host/prepare.js";
import { linkSweeps } from "../heatbath/gauge/sweeps.js";
import {
	type LinkUpdate,
	updateOfFields,
	wilsonOf,
} from "../links/link-update.js";
import type { SamplerDefinition } from "../sampler.js";
import { fluxProposal } from "./flux.js";

const options = z.strictObject({
	/** Heat-bath sweeps of one update. */
	sweeps: z
		.number()
		.int()
		.min(0)
		.max(64)
		.default(1)
		.describe("heat-bath sweeps of an update"),
	/** Overrelaxation sweeps after them. */
	overrelaxation: z
		.number()
		.int()
		.min(0)
		.max(512)
		.default(1)
		.describe("overrelaxation sweeps of an update"),
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
				? {
						ok: false,
						reason:
							"winding updates need links of U(1) with Wilson's action in two dimensions",
					}
				: { ok: true },
		prepare(action, budget, context) {
			const structure = fluxOf(action);
			if (structure === undefined)
				throw new Error(`${action.name} has no winding updates`);
			const update = updateOfFields(
				action,
				structure,
				windingUpdate(action, structure, chosen),
			);
			return prepareOnHost("winding", action, update, chosen, budget, context);
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

function windingUpdate(
	{ space }: Action,
	structure: Wilson,
	{ sweeps, overrelaxation }: WindingOptions,
): LinkUpdate {
	const { lattice } = space;
	const local = linkSweeps(space, structure, sweeps, overrelaxation);
	const { beta } = structure;
	const energy = wilsonSum(linkAlgebra(space), lattice, beta);
	const propose = fluxProposal(lattice, beta, energy);
	return {
		name: `${local.name}, 1 winding`,
		sweeps: local.sweeps + 1,
		proposes: true,
		apply(links, random) {
			local.apply(links, random);
			return propose(links, random);
		},
	};
}
