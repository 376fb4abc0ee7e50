/** Counts the arithmetic of Hamiltonian Monte Carlo, a floor for every implementation. */
import type { Action } from "../../actions/action.js";
import type { Lattice } from "../../core/lattice.js";
import { hartleyOperations } from "../gaussian/hartley-work.js";
import { powersOf } from "../work.js";

/**
 * Multiplications and additions of one gradient with its kick and its drift, for one real number per site,
 * nearest neighbours and an even polynomial. Undefined for other actions.
 */
export function gradientOperations(action: Action): number | undefined {
	const powers = powersOf(action);
	if (powers === undefined) return undefined;
	const { sites, dimension } = action.space.lattice;
	// The sum of neighbours less Horner's scheme in phi^2 times phi, whose scale the kick has; kick and drift.
	return sites * (2 * dimension + 2 * powers + 4);
}

/** What a method does beside the gradients of the bare action with plain kicks and drifts. */
export interface Beside {
	/** With every gradient. */
	readonly gradient: number;
	/** Once a trajectory. */
	readonly trajectory: number;
}

/**
 * Those of a trajectory of `gradients` gradients. The `displacing` ones among them move the fields for the kick after
 * them, and have no kick of their own.
 */
export function trajectoryOperations(
	action: Action,
	gradients: number,
	displacing: number,
	beside: Beside = { gradient: 0, trajectory: 0 },
): number | undefined {
	const each = gradientOperations(action);
	if (each === undefined) return undefined;
	const { sites } = action.space.lattice;
	return (
		gradients * (each + beside.gradient) -
		2 * displacing * sites +
		beside.trajectory
	);
}

/**
 * With Fourier acceleration the force goes to the modes and their momenta come back, so a gradient has two transforms,
 * and each number is weighed once on either way.
 */
export function accelerationWork(lattice: Lattice): Beside {
	return {
		gradient: 2 * hartleyOperations(lattice) + 2 * lattice.sites,
		trajectory: 0,
	};
}
