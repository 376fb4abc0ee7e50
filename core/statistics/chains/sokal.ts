/**
 * Sokal's self-consistent window as emcee applies it: biased autocovariances, and the smallest M
 * with M >= c (2 tauInt(M)). Cross-check only: more variance than the Gamma method at equal bias.
 * tauInt here is in this project's convention, half of emcee's tau.
 */
import type { Autocovariance } from "./autocovariance.js";

export interface SokalResult {
	readonly tauInt: number;
	readonly window: number;
	readonly windowFound: boolean;
}

export function sokalWindow(
	covariance: Autocovariance,
	factor = 5,
): SokalResult {
	const variance = covariance.biased(0);
	if (variance === 0) return { tauInt: 0.5, window: 0, windowFound: true };
	let tau = 0.5;
	for (let window = 0; window < covariance.reach; window++) {
		if (window > 0) tau += covariance.biased(window) / variance;
		if (window >= factor * 2 * tau) {
			return { tauInt: tau, window, windowFound: true };
		}
	}
	return {
		tauInt: tau,
		window: covariance.reach - 1,
		windowFound: false,
	};
}
