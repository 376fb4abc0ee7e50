/**
 * Tests whether draws that should be independent are correlated in their order. For independent draws
 * of finite variance, sqrt(N) rho(t) is normal with variance 1 at every lag t >= 1. Heavy tails make it
 * smaller.
 */

import { deviations } from "./gamma-method.js";
import { scaled, unitScale } from "./scale.js";

/** Lags that are looked at: correlated draws show at the first of them. */
const lags = 3;
/** In standard deviations; independent draws exceed it once in a million. */
const limit = 5;
/** Fewer draws say nothing. */
const fewest = 25;

/** The largest rho(t) at lags 1 to 3 if it is too large for independent draws, else undefined. */
export function serialCorrelation(values: Float64Array): number | undefined {
	const n = values.length;
	if (n < fewest) return undefined;
	const { mean, deltas } = deviations([values]);
	// Squares of huge or tiny values are beyond the range of numbers.
	const scale = unitScale(deltas);
	const [delta] = scaled(deltas, scale);
	const sums = new Float64Array(lags + 1);
	for (let t = 0; t <= lags; t++) {
		for (let i = t; i < n; i++) sums[t] += delta[i] * delta[i - t];
	}
	// Values that differ by rounding only are equal.
	if (!(sums[0] > n * (64 * Number.EPSILON * mean * scale) ** 2))
		return undefined;
	const largest = Math.max(...sums.subarray(1)) / sums[0];
	return largest * Math.sqrt(n) > limit ? largest : undefined;
}
