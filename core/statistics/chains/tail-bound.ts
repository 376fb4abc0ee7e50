/**
 * Upper bound on tauInt where a slow mode may hide in the noise: S. Schaefer, R. Sommer, F. Virotta,
 * "Critical slowing down and error analysis in lattice QCD simulations", arXiv:1009.5228. Up to the
 * last lag W with rho significantly positive the sum is measured; beyond it, at most an exponential
 * of the slowest time tauExp:
 *
 *   tauInt <= tauInt(W) + tauExp |rho(W+1)|,   variance + tauExp^2 drho(W+1)^2.
 */
import type { GammaResult } from "./gamma-method.js";
import { rhoErrors } from "./rho-error.js";

export interface TailBound {
	readonly tauInt: number;
	readonly tauIntError: number;
	/** Last lag with rho(t) > drho(t). */
	readonly window: number;
}

/** tauExp of the AR(1) process with this tauInt: a = (2 tau - 1)/(2 tau + 1), tauExp = -1/ln a; 0 for tau <= 1/2. */
export function exponentialTime(tauInt: number): number {
	if (tauInt <= 0.5) return 0;
	return -1 / Math.log((2 * tauInt - 1) / (2 * tauInt + 1));
}

export function tailBound(
	gamma: GammaResult,
	tauExp: number,
	significance = 1,
): TailBound {
	const errors = rhoErrors(gamma);
	const significant = (t: number): boolean => {
		const rho = gamma.rho(t);
		return (
			rho > significance * errors.atMost(t) || rho > significance * errors.of(t)
		);
	};
	let window = 0;
	while (window + 2 <= gamma.maxLag && significant(window + 1)) window++;
	let tau = 0.5;
	for (let t = 1; t <= window; t++) tau += gamma.rho(t);
	tau *= 1 + (2 * window + 1) / gamma.count;
	const error =
		2 * tau * Math.sqrt(Math.max(0, window + 0.5 - tau) / gamma.count);
	return {
		tauInt: tau + tauExp * Math.abs(gamma.rho(window + 1)),
		tauIntError: Math.hypot(error, tauExp * errors.of(window + 1)),
		window,
	};
}
