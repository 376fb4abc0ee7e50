/**
 * Averages over a Markov chain whose rows carry weights, as in reweighting in a coupling:
 *
 *   R = sum w O / sum w,   projected on   d_i = w_i (O_i - R) / mean(w),   error by the Gamma method of d.
 *
 * For the independent rows of a flow, this is the delta method (core/statistics/weights/weighted-mean.ts) up
 * to the noise of the window. For the correlated rows of a chain with equal weights, it is the error of the
 * chain's mean. ESS = Var_p(O) / Var(R), on the same scale for chains and weights.
 */
import type { AutocorrelationOptions } from "../../core/statistics/chains/autocorrelation.js";
import {
	estimateProjected,
	type Projected,
	type ReplicaEstimate,
} from "./estimate-projected.js";

/** sum w O / sum w over all chains, or over one of them. */
export function ratioOf(
	values: readonly Float64Array[],
	weights: readonly Float64Array[],
): number {
	let sum = 0;
	let norm = 0;
	for (const [c, series] of values.entries()) {
		const w = weights[c];
		for (let i = 0; i < series.length; i++) {
			sum += w[i] * series[i];
			norm += w[i];
		}
	}
	return sum / norm;
}

/**
 * @param deviations O - R of each row, or those of a function of means along its gradient
 * @param weights of each row, up to a common factor
 */
export function weightedDeviations(
	deviations: readonly Float64Array[],
	weights: readonly Float64Array[],
): readonly Float64Array[] {
	let norm = 0;
	let count = 0;
	for (const series of weights) {
		count += series.length;
		for (let i = 0; i < series.length; i++) norm += series[i];
	}
	const scale = count / norm;
	return deviations.map((series, c) =>
		series.map((deviation, i) => scale * weights[c][i] * deviation),
	);
}

/**
 * @param projected value and replica values of the quantity, with `deltas` not yet weighted
 * @param weights of each row, up to a common factor
 * @param place puts a series on a grid with gaps; the series itself if absent
 */
export function estimateReweightedChain(
	projected: Projected,
	weights: readonly Float64Array[],
	options: AutocorrelationOptions = {},
	place: (series: Float64Array, chain: number) => Float64Array = (series) =>
		series,
): ReplicaEstimate {
	const deltas = weightedDeviations(projected.deltas, weights).map(place);
	const estimate = estimateProjected({ ...projected, deltas }, options);
	const { error } = estimate.result;
	if (error === undefined || !(error > 0)) return estimate;
	let variance = 0;
	let norm = 0;
	for (const [c, series] of projected.deltas.entries()) {
		for (let i = 0; i < series.length; i++) {
			variance += weights[c][i] * (series[i] / error) ** 2;
			norm += weights[c][i];
		}
	}
	const { tauInt = 0.5, tauIntError = 0 } = estimate.result;
	// The spread about the estimate lacks the variance of the estimate itself.
	const ess = variance / norm + 1;
	return {
		...estimate,
		result: { ...estimate.result, ess, essError: (ess * tauIntError) / tauInt },
	};
}
