/**
 * Symplectic, reversible integrators of H = p^2/2 + S.
 *
 * - `leapfrog`: drift e/2, kick e, drift e/2; one gradient a step.
 * - `omelyan`: drift xi e, kick e/2, drift (1 - 2 xi) e, kick e/2, drift xi e; two gradients a step.
 *   xi = 0.1931833275 minimises the norm of the error Hamiltonian: Omelyan, Mryglod, Folk, Comput.
 *   Phys. Commun. 151 (2003) 272, in lattice use since Takaishi and de Forcrand, hep-lat/0505020.
 * - `force-gradient`: kick e/6, drift e/2, kick 2e/3 displaced by e^2/24, drift e/2, kick e/6, of fourth
 *   order; kicks of neighbouring steps merge, so three gradients a step and one more a trajectory.
 *
 * The displaced kick stands for a second derivative. The scheme is of fourth order if the middle kick is
 * that of 2/3 (S - e^2/48 |grad S|^2), since {S, {T, S}} is -+ |grad S|^2 for T = p^2/2 (Chin, Phys. Lett. A
 * 226 (1997) 344; scheme of Omelyan et al.). The gradient of this is grad S - e^2/24 H grad S with the matrix
 * H of second derivatives: up to e^4, grad S at fields that moved by -e^2/24 grad S (H. Yin and R. D.
 * Mawhinney, arXiv:1111.5059). On a group the displacement is exp(-e^2/24 sum_a (dS/d(T_a U)) T_a) U, with
 * the T_a of the momenta: the order of two derivatives is of no matter, since their commutator with grad S
 * twice is f_abc (d_b S)(d_c S) = 0. A kick that depends on the fields alone keeps area and is reversible.
 */

export const integratorNames = [
	"leapfrog",
	"omelyan",
	"force-gradient",
] as const;
export type IntegratorName = (typeof integratorNames)[number];

const xi = 0.1931833275;

/**
 * A trajectory: drift0, kick0, drift1, kick1, drift2, kick2, drift1, kick1, ..., kick0, drift0. The first
 * and the last kick have the length kick0, those between are kick1 and kick2 by turns.
 */
export interface Schedule {
	/** Number of kicks, at least 1. */
	readonly kicks: number;
	readonly kick0: number;
	readonly kick1: number;
	readonly kick2: number;
	/** The gradient of kick1 is taken at fields that moved by -displacement times the gradient; 0: where they are. */
	readonly displacement: number;
	readonly drift0: number;
	readonly drift1: number;
	readonly drift2: number;
}

/** One kick of a schedule, and the drift that follows it. */
export interface Stage {
	readonly kick: number;
	readonly displacement: number;
	readonly drift: number;
}

/** The schedule of `steps` steps of length `stepSize`. */
export function schedule(
	integrator: IntegratorName,
	steps: number,
	stepSize: number,
): Schedule {
	switch (integrator) {
		case "leapfrog":
			return equalKicks(steps, stepSize, stepSize / 2, stepSize, stepSize);
		case "omelyan":
			return equalKicks(
				2 * steps,
				stepSize / 2,
				xi * stepSize,
				(1 - 2 * xi) * stepSize,
				2 * xi * stepSize,
			);
		case "force-gradient":
			return {
				kicks: 2 * steps + 1,
				kick0: stepSize / 6,
				kick1: (2 * stepSize) / 3,
				kick2: stepSize / 3,
				displacement: stepSize ** 2 / 24,
				drift0: 0,
				drift1: stepSize / 2,
				drift2: stepSize / 2,
			};
	}
}

/** A schedule of plain kicks of one length. */
export function equalKicks(
	kicks: number,
	kick: number,
	drift0: number,
	drift1: number,
	drift2: number,
): Schedule {
	return {
		kicks,
		...{ kick0: kick, kick1: kick, kick2: kick, displacement: 0 },
		...{ drift0, drift1, drift2 },
	};
}

/** Whether all kicks are plain and of one length. */
export function hasOneKick(plan: Schedule): boolean {
	const { kick0, kick1, kick2, displacement } = plan;
	return kick1 === kick0 && kick2 === kick0 && displacement === 0;
}

/**
 * The length of every kick, for kernels that know one only.
 * @throws Error if the kicks differ
 */
export function onlyKick(plan: Schedule): number {
	if (!hasOneKick(plan))
		throw new Error("this kernel has plain kicks of one length only");
	return plan.kick0;
}

/** Kick number `index` of a schedule. */
export function stageOf(plan: Schedule, index: number): Stage {
	const last = index === plan.kicks - 1;
	const first = index % 2 === 0;
	const end = last || index === 0;
	return {
		kick: end ? plan.kick0 : first ? plan.kick2 : plan.kick1,
		displacement: end || first ? 0 : plan.displacement,
		drift: last ? plan.drift0 : first ? plan.drift1 : plan.drift2,
	};
}

/** Gradients of a trajectory: a displaced kick takes two. */
export function gradientsOf({ kicks, displacement }: Schedule): number {
	return kicks + (displacement === 0 ? 0 : Math.floor((kicks - 1) / 2));
}

/** Gradients of a trajectory whose mean number of steps is `steps`, and how many of them displace fields for a kick. */
export function meanGradientsOf(
	integrator: IntegratorName,
	steps: number,
): { readonly gradients: number; readonly displacing: number } {
	switch (integrator) {
		case "leapfrog":
			return { gradients: steps, displacing: 0 };
		case "omelyan":
			return { gradients: 2 * steps, displacing: 0 };
		case "force-gradient":
			return { gradients: 3 * steps + 1, displacing: steps };
	}
}
