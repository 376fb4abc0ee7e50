/** What an inaccurate log q does to the statements about log Z from draws of the target. */
import type { ForwardEstimates } from "../../core/statistics/weights/forward-ess.js";
import {
	systematicOfLogZ,
	widened,
} from "../../core/statistics/weights/systematic.js";
import type { TargetWeights } from "../cell/target-weights.js";

/**
 * log Z and the upper bound take the error of log q at given configurations, the lower bound that at
 * drawn ones.
 *
 * @param drawn the systematic error of log Z from draws of the model
 */
export function withDeviation(
	estimates: ForwardEstimates,
	{ deviation, logWeights }: TargetWeights,
	drawn: number,
): ForwardEstimates {
	const { logZ, upper, lower } = estimates;
	const given =
		deviation === undefined
			? 0
			: systematicOfLogZ(deviation, logZ.error, logWeights.length);
	return {
		...estimates,
		logZ: widened(logZ, given),
		upper: widened(upper, given),
		lower: widened(lower, drawn),
	};
}
