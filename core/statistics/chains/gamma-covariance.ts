/**
 * Covariance of the means of several columns of one run by the Gamma method with a common window,
 *
 *   C_ab = (1/N) (1 + (2W+1)/N) [Gamma_ab(0) + sum_{t=1..W} (Gamma_ab(t) + Gamma_ba(t))].
 *
 * More precise than batch means of a short run, but not guaranteed to be positive definite.
 */

import type { MeanVector } from "../inference/hotelling.js";
import { Autocovariance } from "./autocovariance.js";
import { deviations } from "./gamma-method.js";
import { PairCounts } from "./pair-counts.js";

/**
 * @param columns one array of replicas for each quantity, all of the same lengths; mean-free and 0 in gaps
 * where there are gaps
 * @param window W, the largest of the columns' own
 * @param present 1 where there is a measurement, 0 in a gap; absent where there are no gaps
 */
export function gammaCovariance(
	columns: readonly (readonly Float64Array[])[],
	window: number,
	present?: readonly Float64Array[],
): MeanVector {
	const parts = columns.map((replicas) => deviations(replicas));
	const p = columns.length;
	const pairs = new PairCounts(
		columns[0].map((series) => series.length),
		present === undefined ? undefined : new Autocovariance(present),
	);
	const { count } = pairs;
	const covariance = new Float64Array(p * p);
	for (let a = 0; a < p; a++) {
		for (let b = 0; b <= a; b++) {
			let sum = lagged(parts[a].deltas, parts[b].deltas, 0) / count;
			for (let t = 1; t <= window && pairs.at(t) > 0; t++) {
				sum +=
					((lagged(parts[a].deltas, parts[b].deltas, t) +
						lagged(parts[b].deltas, parts[a].deltas, t)) *
						pairs.share(t)) /
					pairs.at(t);
			}
			const entry = (sum * (1 + (2 * window + 1) / count)) / count;
			covariance[a * p + b] = entry;
			covariance[b * p + a] = entry;
		}
	}
	return {
		means: parts.map((part) => part.mean),
		covariance,
		observations: Math.floor(count / (2 * window + 1)),
	};
}

/** sum over replicas of sum_i a_i b_{i+t}. */
function lagged(
	left: readonly Float64Array[],
	right: readonly Float64Array[],
	t: number,
): number {
	let sum = 0;
	for (let r = 0; r < left.length; r++) {
		const a = left[r];
		const b = right[r];
		for (let i = 0, end = a.length - t; i < end; i++) sum += a[i] * b[i + t];
	}
	return sum;
}
