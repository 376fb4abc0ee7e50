/** Weights of a population of particles: effective fractions, the next temperature, resampling. */
import { element } from "../../core/elements.js";
import {
	kishFraction,
	logSumExp,
} from "../../core/statistics/weights/log-weights.js";

/** log of the mean of exp. */
export function logMeanExp(values: Float64Array): number {
	return logSumExp(values) - Math.log(values.length);
}

/**
 * The temperature up to which particles of equal weight keep the effective fraction `target`, by
 * bisection, at most 1.
 * @param difference S_0 - S of each particle
 */
export function nextTemperature(
	present: number,
	difference: Float64Array,
	target: number,
): number {
	const essAt = (temperature: number) =>
		kishFraction(difference.map((value) => (temperature - present) * value));
	if (essAt(1) >= target) return 1;
	let [low, high] = [present, 1];
	for (let i = 0; i < 50; i++) {
		const middle = (low + high) / 2;
		if (essAt(middle) >= target) low = middle;
		else high = middle;
	}
	// The bisection may end where rounding hides the step.
	return Math.max(low, Math.min(1, present + 1e-9));
}

/**
 * Ancestors of systematic resampling (J. Carpenter, P. Clifford, P. Fearnhead, IEE Proc. Radar 146
 * (1999) 2): particle i has floor(n w_i) or ceil(n w_i) children, n w_i on average.
 * @param uniform in [0, 1)
 */
export function systematicAncestors(
	logWeights: Float64Array,
	uniform: number,
): Int32Array {
	const count = logWeights.length;
	const total = logSumExp(logWeights);
	const ancestors = new Int32Array(count);
	let parent = 0;
	const expected = (k: number) =>
		count * Math.exp(element(logWeights, k) - total);
	let below = expected(0);
	for (let child = 0; child < count; child++) {
		while (below <= child + uniform && parent < count - 1) {
			parent++;
			below += expected(parent);
		}
		ancestors[child] = parent;
	}
	return ancestors;
}
