/**
 * Symplectic, reversible integrators of H = p^2/2 + S, in position form: a trajectory begins and
 * ends with a drift, so that its gradients are exactly its kicks.
 *
 * - `leapfrog`: drift e/2, kick e, drift e/2; one gradient a step.
 * - `omelyan`: drift xi e, kick e/2, drift (1 - 2 xi) e, kick e/2, drift xi e; two gradients a step.
 *   xi = 0.1931833275 minimises the norm of the error Hamiltonian: Omelyan, Mryglod, Folk, Comput.
 *   Phys. Commun. 151 (2003) 272, in lattice use since Takaishi and de Forcrand, hep-lat/0505020.
 */

export const integratorNames = ["leapfrog", "omelyan"] as const;
export type IntegratorName = (typeof integratorNames)[number];

const xi = 0.1931833275;

/**
 * A trajectory as equal kicks between drifts: drift0, kick, drift1, kick, drift2, kick, drift1,
 * ..., kick, drift0.
 */
export interface Schedule {
	/** Number of gradients, at least 1. */
	readonly kicks: number;
	readonly kick: number;
	readonly drift0: number;
	readonly drift1: number;
	readonly drift2: number;
}

export function gradientsPerStep(integrator: IntegratorName): number {
	return integrator === "leapfrog" ? 1 : 2;
}

/** The schedule of `steps` steps of length `stepSize`. */
export function schedule(
	integrator: IntegratorName,
	steps: number,
	stepSize: number,
): Schedule {
	if (integrator === "leapfrog") {
		return {
			kicks: steps,
			kick: stepSize,
			drift0: stepSize / 2,
			drift1: stepSize,
			drift2: stepSize,
		};
	}
	return {
		kicks: 2 * steps,
		kick: stepSize / 2,
		drift0: xi * stepSize,
		drift1: (1 - 2 * xi) * stepSize,
		drift2: 2 * xi * stepSize,
	};
}

/** The length of the drift that follows kick number `index`. */
export function driftAfter(plan: Schedule, index: number): number {
	if (index === plan.kicks - 1) return plan.drift0;
	return index % 2 === 0 ? plan.drift1 : plan.drift2;
}
