/** Whether weighted rows follow one another as those of a Markov chain do, or are independent draws. */
import { Autocovariance } from "../../../core/statistics/chains/autocovariance.js";
import { deviations } from "../../../core/statistics/chains/gamma-method.js";
import { scaled, unitScale } from "../../../core/statistics/chains/scale.js";
import { chiSquaredSurvival } from "../../../core/statistics/inference/distributions.js";

const lags = 10;
/** Below this number the law of the statistic is not known. */
const fewestRows = 100;

/**
 * Probability of autocorrelations so large at the first ten lags where rows are independent: Ljung and Box,
 * Biometrika 65 (1978) 297, Q = N (N + 2) sum_t rho(t)^2 / (N - t), chi-squared. 1 where there are too few rows.
 */
export function independenceProbability(
	series: readonly Float64Array[],
): number {
	const near = scaled(series, unitScale(series));
	const covariance = new Autocovariance(deviations(near).deltas);
	const { total } = covariance;
	const variance = covariance.biased(0);
	if (total < fewestRows || covariance.reach <= lags || !(variance > 0)) {
		return 1;
	}
	let sum = 0;
	for (let t = 1; t <= lags; t++) {
		sum += (covariance.biased(t) / variance) ** 2 / covariance.pairs.at(t);
	}
	return chiSquaredSurvival(total * (total + 2) * sum, lags);
}
