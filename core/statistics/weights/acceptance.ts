/**
 * What independence Metropolis would do with given weights, without running it. From a state of
 * weight w (normalised to mean 1) a proposal is accepted with probability a(w) = E_q min(1, w'/w).
 *
 *   mean acceptance   A = E_{q,q} min(w, w') / E w = 1 - Gini(w)
 *   tauInt            = E_p[1/a(w)] - 1/2     for observables uncorrelated with w
 *
 * Sorting and prefix sums give a(w) at all draws in O(N log N). Lower bound: tauInt >= N/ESS - 1/2.
 */
import { shiftedWeights } from "./log-weights.js";

export interface AcceptanceEstimate {
	/** Mean over all ordered pairs, a draw with itself included. */
	readonly acceptance: number;
	/** The same without the diagonal: unbiased numerator. */
	readonly acceptanceUnbiased: number;
	/** E_p[1/a] - 1/2. */
	readonly tauInt: number;
}

export function acceptanceFromWeights(
	logWeights: Float64Array,
): AcceptanceEstimate {
	const sorted = shiftedWeights(logWeights).sort();
	const count = sorted.length;
	let sum = 0;
	for (let i = 0; i < count; i++) sum += sorted[i];
	let ranked = 0;
	let diagonal = 0;
	let below = 0; // sum of the weights up to the present one
	let inverse = 0; // sum of w / a(w)
	for (let i = 0; i < count; i++) {
		const w = sorted[i];
		below += w;
		ranked += w * (count - 1 - i);
		diagonal += w;
		if (w > 0) {
			// E min(1, w'/w): draws at or below w give w'/w, those above give 1.
			const accept = (below / w + (count - 1 - i)) / count;
			inverse += w / accept;
		}
	}
	const mean = sum / count;
	return {
		acceptance: (2 * ranked + diagonal) / (count * count * mean),
		acceptanceUnbiased:
			count > 1 ? (2 * ranked) / (count * (count - 1) * mean) : Number.NaN,
		tauInt: inverse / sum - 0.5,
	};
}
