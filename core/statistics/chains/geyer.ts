/**
 * Geyer's initial monotone sequence (Statistical Science 7 (1992) 473) without the cap that Stan and
 * ArviZ add: for a reversible chain the pair sums P_k = rho(2k) + rho(2k+1) are positive and
 * decreasing, so the sum stops at the first P_k <= 0, P_k is replaced by min(P_k, P_{k-1}), and
 * tauInt = -1/2 + sum_k P_k. Valid for antithetic chains, where windows from sum rho fail.
 */
import type { Autocovariance } from "./autocovariance.js";

export interface GeyerResult {
	/** 1/2 + sum rho; at most 0 where even this sequence cannot resolve the cancellation. */
	readonly tauInt: number;
	/** Number of pairs summed. */
	readonly pairs: number;
}

export function initialMonotone(covariance: Autocovariance): GeyerResult {
	const variance = covariance.biased(0);
	if (variance === 0) return { tauInt: 0.5, pairs: 0 };
	let sum = 0;
	let previous = Number.POSITIVE_INFINITY;
	let pairs = 0;
	while (2 * pairs + 1 < covariance.reach) {
		const pair =
			(covariance.biased(2 * pairs) + covariance.biased(2 * pairs + 1)) /
			variance;
		if (pair <= 0) break;
		previous = Math.min(previous, pair);
		sum += previous;
		pairs++;
	}
	return { tauInt: sum - 0.5, pairs };
}
