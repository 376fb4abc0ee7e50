/** Counts the arithmetic of trajectories of links with Wilson's action, a floor for every implementation. */
import type { Wilson } from "../../actions/action.js";
import type { Lattice } from "../../core/lattice.js";
import {
	matrixProduct,
	moveOperations,
	stapleOperations,
} from "../links/work.js";

/** Of one gradient with its kick. */
export function linkKickOperations(
	{ group }: Wilson,
	{ sites, dimension }: Lattice,
): number {
	const links = dimension * sites;
	if (group === "U1") {
		const plaquettes = (links * (dimension - 1)) / 2;
		// The angle, the factor of its sine, and that to four momenta.
		return plaquettes * (3 + 1 + 4);
	}
	return (
		links *
		(stapleOperations(group, dimension) + matrixProduct[group] + push[group])
	);
}

/** From M = U Sigma to the momenta of a link: sums of its entries, a factor and a difference for each. */
const push = { SU2: 3 * 2, SU3: 7 * 3 + 3 + 3 } as const;

/** Of one drift. */
export function linkDriftOperations(
	{ group }: Wilson,
	{ sites, dimension }: Lattice,
): number {
	return dimension * sites * (step[group] + moveOperations[group]);
}

/** From the momenta of a link to the element of the algebra by which it moves. */
const step = { U1: 1, SU2: 3, SU3: 6 + 3 + 3 } as const;
