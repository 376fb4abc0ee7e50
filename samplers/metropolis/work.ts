/** Counts the arithmetic of Metropolis updates of one real number per site. */
import type { Lattice } from "../../core/lattice.js";
import { localPowers } from "../chain/local/couplings.js";
import type { Couplings } from "../chain/local/program.js";
import { hornerOperations, linksOf } from "../work.js";

/** Of a sweep. */
export function metropolisOperations(
	lattice: Lattice,
	couplings: Couplings,
): number {
	// The step and the candidate; 2 kinetic times the sum of neighbours; the polynomial at both, their difference, and
	// the step times the field.
	const potentials = 2 * hornerOperations(localPowers(couplings));
	return lattice.sites * (2 + linksOf(lattice) + potentials + 3);
}
