/** Counts the arithmetic of Hamiltonian Monte Carlo, a floor for every implementation. */
import { type Action, polynomialOf } from "../../actions/action.js";

/**
 * Multiplications and additions of one gradient with its kick and its drift, for one real number per site,
 * nearest neighbours and an even polynomial. Undefined for other actions.
 */
export function gradientOperations(action: Action): number | undefined {
	const local = polynomialOf(action);
	if (local === undefined) return undefined;
	const { sites, dimension } = action.space.lattice;
	const powers = local.potential.filter((c, n) => n > 0 && c !== 0).length;
	// Neighbours are added, and scaled; Horner's scheme in phi^2 times phi; kick and drift.
	return sites * (2 * dimension + 2 + 2 * powers + 4);
}

/**
 * Those of a trajectory of `gradients` gradients. The `displacing` ones among them move the fields for the kick after
 * them, and have no kick of their own.
 */
export function trajectoryOperations(
	action: Action,
	gradients: number,
	displacing: number,
): number | undefined {
	const each = gradientOperations(action);
	if (each === undefined) return undefined;
	return gradients * each - 2 * displacing * action.space.lattice.sites;
}
