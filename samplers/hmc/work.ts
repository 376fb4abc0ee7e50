/** Counts the arithmetic of Hamiltonian Monte Carlo, a floor for every implementation. */
import type { Action } from "../../actions/action.js";
import type { Lattice } from "../../core/lattice.js";
import { hartleyOperations } from "../gaussian/hartley-work.js";
import { wilsonOf } from "../links/wilson.js";
import { powersOf } from "../work.js";
import { linkDriftOperations, linkKickOperations } from "./links-work.js";

/**
 * Multiplications and additions of one gradient with its kick and its drift, for one real number per site with
 * nearest neighbours and an even polynomial, and for links with Wilson's action. Undefined for other actions.
 */
export function gradientOperations(action: Action): number | undefined {
	const drift = driftOperations(action);
	if (drift === undefined) return undefined;
	const { lattice } = action.space;
	const links = wilsonOf(action);
	if (links !== undefined) return linkKickOperations(links, lattice) + drift;
	const { sites, dimension } = lattice;
	const powers = powersOf(action) ?? Number.NaN;
	// The sum of neighbours less Horner's scheme in phi^2 times phi, whose scale the kick has; kick and drift.
	return sites * (2 * dimension + 2 * powers + 2) + drift;
}

/** Of one drift. */
export function driftOperations(action: Action): number | undefined {
	const links = wilsonOf(action);
	if (links !== undefined)
		return linkDriftOperations(links, action.space.lattice);
	return powersOf(action) === undefined ? undefined : 2 * action.space.size;
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
 * them, and those of reals have no kick of their own.
 */
export function trajectoryOperations(
	action: Action,
	gradients: number,
	displacing: number,
	beside: Beside = { gradient: 0, trajectory: 0 },
): number | undefined {
	const each = gradientOperations(action);
	if (each === undefined) return undefined;
	const unkicked = wilsonOf(action) === undefined ? displacing : 0;
	return (
		gradients * (each + beside.gradient) -
		2 * unkicked * action.space.size +
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
