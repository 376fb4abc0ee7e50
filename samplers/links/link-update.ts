/** Updates of links in the form of actions/gauge/links/algebra.ts, as updates of fields. */
import type { Action, Wilson } from "../../actions/action.js";
import { linkAlgebra } from "../../actions/gauge/links/registry.js";
import { wilsonSum } from "../../actions/gauge/links/wilson-sum.js";
import type { Random } from "../../core/random.js";
import type { HostUpdate } from "../chain/host/run.js";

/** One update of matrices, [mu, site, reals], in place. */
export interface LinkUpdate extends Omit<HostUpdate, "apply"> {
	/** @returns whether its proposal was accepted; true without one */
	apply(links: Float64Array, random: Random): boolean;
}

/** The structure of a pure gauge action on which local updates rest. Undefined for any other. */
export function wilsonOf({ structure }: Action): Wilson | undefined {
	return structure?.kind === "wilson" ? structure : undefined;
}

/** @param beta that of the action */
export function updateOfFields(
	{ space }: Action,
	{ beta }: Wilson,
	update: LinkUpdate,
): HostUpdate {
	const { size, lattice } = space;
	const algebra = linkAlgebra(space);
	const energy = wilsonSum(algebra, lattice, beta);
	const links = new Float64Array((size / algebra.components) * algebra.reals);
	return {
		...update,
		apply(fields, random) {
			algebra.load(fields, 0, size, links);
			const accepted = update.apply(links, random);
			algebra.store(links, fields, 0);
			return { action: energy(links), accepted };
		},
	};
}
