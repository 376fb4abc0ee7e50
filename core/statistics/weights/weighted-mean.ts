/**
 * Self-normalised importance sampling of one observable, mu = sum w~ O with sum w~ = 1:
 *
 *   var(mu) = sum w~^2 (O - mu)^2                       (delta method; the Gamma method with window 0)
 *   ESS_O   = Var_p(O) / var(mu) = sum w~ (O - mu)^2 / sum w~^2 (O - mu)^2
 *
 * the same scale as N / (2 tauInt) of a chain, and equal to the Kish ESS only if O and w are
 * independent. The error of ESS_O follows from its influence function.
 */
import { asymmetryOfSum } from "../inference/asymmetry.js";

export interface WeightedMean {
	readonly value: number;
	readonly error: number;
	readonly ess: number;
	readonly essError: number;
	/** 2 / (relative variance of the squared error), for Student tests. */
	readonly degreesOfFreedom: number;
	/** Skewness of the estimator. */
	readonly asymmetry: number;
}

/** sum w~ O. */
export function weightedMean(
	values: Float64Array,
	normalized: Float64Array,
): number {
	let sum = 0;
	for (let i = 0; i < values.length; i++) sum += normalized[i] * values[i];
	return sum;
}

/**
 * @param deltas O - mu of each draw, or the projected deviations of a derived quantity
 * @param value what to report as the mean
 */
export function weightedError(
	deltas: Float64Array,
	normalized: Float64Array,
	value: number,
): WeightedMean {
	const count = deltas.length;
	let variance = 0; // sum w~ d^2
	let squared = 0; // sum w~^2 d^2
	let fourth = 0; // sum w~^4 d^4
	let skew = 0; // sum w~^2 d
	for (let i = 0; i < count; i++) {
		const w = normalized[i];
		const term = w * deltas[i];
		variance += term * deltas[i];
		squared += term * term;
		fourth += (term * term) ** 2;
		skew += w * term;
	}
	const ess = squared > 0 ? variance / squared : 0;
	let influence = 0;
	for (let i = 0; i < count && squared > 0; i++) {
		const w = normalized[i];
		const d = deltas[i];
		const relative =
			(w * d * d) / variance +
			w -
			(w * d * w * d) / squared +
			(2 * w * d * skew) / squared -
			1 / count;
		influence += relative * relative;
	}
	const spread = squared > 0 ? fourth / (squared * squared) - 1 / count : 0;
	return {
		value,
		error: Math.sqrt(squared),
		ess,
		essError: ess * Math.sqrt(influence),
		asymmetry: asymmetryOfSum((i) => normalized[i] * deltas[i], count),
		degreesOfFreedom: spread > 0 ? Math.min(count - 1, 2 / spread) : count - 1,
	};
}
