/**
 * Effective sample size of several chains as Stan and ArviZ compute it (arXiv:1903.08008, section 3):
 * rho(t) = 1 - (W - mean acov(t)) / var+, Geyer's initial monotone sequence with the even-lag
 * improvement for antithetic chains, and the cap ESS <= S log10 S. Used for bulk and tail ESS only:
 * the cap hides antithetic gains.
 */
import { variance } from "../moments.js";
import { Autocovariance } from "./autocovariance.js";
import { centredEach, meansOfEach } from "./sums-of-each.js";

/** Chains of equal length n >= 4 or so; NaN where nothing varies. */
export function multiChainEss(chains: readonly Float64Array[]): number {
	const m = chains.length;
	const n = chains[0].length;
	const size = m * n;
	const means = meansOfEach(chains);
	const sums = new Autocovariance(centredEach(chains, means));
	const acov = (t: number): number => sums.biased(t); // mean over chains of the biased one
	const within = (acov(0) * n) / (n - 1);
	let total = (within * (n - 1)) / n;
	if (m > 1) total += variance(means);
	if (!(total > 0)) return Number.NaN;
	const rhoAt = (t: number): number => 1 - (within - acov(t)) / total;

	const rho = new Float64Array(n + 1);
	rho[0] = 1;
	let even = 1;
	let odd = rhoAt(1);
	rho[1] = odd;
	let t = 1;
	while (t < n - 3 && even + odd > 0) {
		even = rhoAt(t + 1);
		odd = rhoAt(t + 2);
		if (even + odd >= 0) {
			rho[t + 1] = even;
			rho[t + 2] = odd;
		}
		t += 2;
	}
	const last = t - 2;
	if (even > 0) rho[last + 1] = even;
	for (let k = 1; k <= last - 2; k += 2) {
		if (rho[k + 1] + rho[k + 2] > rho[k - 1] + rho[k]) {
			rho[k + 1] = (rho[k - 1] + rho[k]) / 2;
			rho[k + 2] = rho[k + 1];
		}
	}
	let tau = -1;
	for (let k = 0; k <= last; k++) tau += 2 * rho[k];
	tau += rho[last + 1];
	return size / Math.max(tau, 1 / Math.log10(size));
}
