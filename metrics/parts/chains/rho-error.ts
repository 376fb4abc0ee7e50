/**
 * Error of rho(t) by Luescher's formula, hep-lat/0409106 (E.11):
 *
 *   drho(t)^2 = (1/N) sum_{k >= 1} [rho(k+t) + rho(k-t) - 2 rho(t) rho(k)]^2,
 *
 * summed to k = t + W, beyond which rho is noise; lags that were not measured count as zero. Windows
 * that never closed are cut, since no error bar can be trusted there and the sum is quadratic.
 */
import type { GammaResult } from "./gamma-method.js";

const longestSum = 5000;

export function rhoError(gamma: GammaResult, t: number): number {
	const at = (lag: number): number => {
		const size = Math.abs(lag);
		return size > gamma.maxLag ? 0 : gamma.rho(size);
	};
	const here = at(t);
	let sum = 0;
	const last = t + Math.min(gamma.window, longestSum);
	for (let k = 1; k <= last; k++) {
		sum += (at(k + t) + at(k - t) - 2 * here * at(k)) ** 2;
	}
	return Math.sqrt(sum / gamma.count);
}
