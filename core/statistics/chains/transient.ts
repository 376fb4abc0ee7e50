/**
 * Finds how much of the beginning of a series differs from its later half, and so is not thermalised.
 *
 * The later half gives the mean, and C = sum_t Gamma(t) by the Gamma method on bins. The mean of a
 * prefix of length L differs from it by sqrt(C (1/L + 2/n)), with Student's law. The lengths double.
 * A prefix beyond the level (Bonferroni over the lengths) is a transient. The cut then grows until all
 * prefixes behind it agree. At last it is doubled, because an exponential approach goes on after it is
 * visible, and would shift the mean.
 *
 * A detector without autocorrelation finds transients in every slow series. A detector that maximises
 * the number of effective draws left (J. D. Chodera, J. Chem. Theory Comput. 12 (2016) 1799) also cuts
 * stationary series. This one leaves them whole, except at the level.
 */
import { studentTwoSided } from "../inference/distributions.js";
import { batchMeans } from "./batch-means.js";
import { deviations, gammaMethod, meanOfReplicas } from "./gamma-method.js";
import { spectralWithin } from "./mixing.js";
import { scaled, unitScale } from "./scale.js";

export interface Transient {
	/** Measurements to leave out; 0 where the series is stationary from its start. */
	readonly cut: number;
	/** False where the later half drifts, or nothing before it agrees with it: no cut helps. */
	readonly stationary: boolean;
}

/** Bins of the later half, enough for its autocorrelation. */
const mostBins = 2048;
/** A mean of fewer measurements is far from normal. */
const shortestPrefix = 16;
/** Fewest degrees of freedom of C with which anything can be told. */
const fewestDegrees = 10;

/**
 * @param level chance of a cut in a stationary series
 * @returns undefined where the series is too short against its autocorrelation, or does not vary
 */
export function transient(
	values: Float64Array,
	level: number,
): Transient | undefined {
	const [series] = scaled([values], unitScale([values]));
	const half = series.length >> 1;
	const later = series.subarray(half);
	const size = Math.max(1, Math.floor(later.length / mostBins));
	const bins = batchMeans([later], size);
	if (bins.length < 2 * shortestPrefix) return undefined;
	const { mean, deltas } = deviations([bins]);
	const gamma = gammaMethod(deltas);
	const degrees = bins.length / (2 * gamma.window + 1);
	if (!(gamma.variance > 0 && gamma.windowFound && degrees >= fewestDegrees)) {
		return undefined;
	}
	// Antithetic bins are treated as independent ones, which errs towards no cut.
	const spectral = Math.max(gamma.spectral, gamma.variance) * size;
	const first = Math.max(shortestPrefix, Math.ceil(8 * gamma.tauInt * size));
	if (4 * first > half) return undefined;
	const differs = (difference: number, share: number, p: number): boolean =>
		studentTwoSided(difference / Math.sqrt(spectral * share), degrees) < p;

	const sums = runningSums(series, mean);
	const over = (from: number, to: number): number =>
		(sums[to] - sums[from]) / (to - from);
	if (drifts(bins, level)) return { cut: 0, stationary: false };
	const lengths: number[] = [];
	for (let length = first; length <= half; length *= 2) lengths.push(length);
	const agrees = (from: number): boolean =>
		lengths.every(
			(length) =>
				from + length > series.length ||
				!differs(
					over(from, from + length),
					1 / length + 1 / later.length,
					level / lengths.length,
				),
		);
	let cut = 0;
	while (!agrees(cut)) {
		cut += Math.max(first >> 2, cut >> 3);
		if (cut >= half) return { cut: 0, stationary: false };
	}
	return { cut: Math.min(2 * cut, half), stationary: true };
}

/**
 * Whether the halves of a series differ, by their autocorrelation within: a step that entered it would excuse
 * itself.
 */
function drifts(series: Float64Array, level: number): boolean {
	const middle = series.length >> 1;
	const parts = [series.subarray(0, middle), series.subarray(-middle)];
	const { spectral, degreesOfFreedom } = spectralWithin(parts);
	// Strongly antithetic series cancel below their noise.
	if (!(spectral > 0)) return false;
	const [first, second] = parts.map((part) => meanOfReplicas([part]));
	const error = Math.sqrt((2 * spectral) / middle);
	return studentTwoSided((second - first) / error, degreesOfFreedom) < level;
}

/** sum_{i < k} (x_i - mean). */
function runningSums(series: Float64Array, mean: number): Float64Array {
	const sums = new Float64Array(series.length + 1);
	for (let i = 0; i < series.length; i++) {
		sums[i + 1] = sums[i] + series[i] - mean;
	}
	return sums;
}
