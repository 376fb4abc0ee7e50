/**
 * The Gamma method: U. Wolff, "Monte Carlo errors with less errors", hep-lat/0306017 with its
 * erratum (CPC 176 (2007) 383). Replicas r = 1..R of lengths N_r, N = sum N_r, deviations d from the
 * overall mean:
 *
 *   Gamma(t) = sum_r sum_i d^{i,r} d^{i+t,r} / (N - R t)
 *   window   W = first W with exp(-W/tau_W) - tau_W / sqrt(W N) < 0,  tau_W = S / ln((G+1)/G), G = sum_{t=1..W} rho
 *   bias     Gamma(t) -> Gamma(t) + C_F / N,   C_F = Gamma(0) + 2 sum_{t<=W} Gamma(t)
 *   results  error^2 = C_F / N,  tauInt = C_F / (2 Gamma(0)),  d tauInt = 2 tauInt sqrt((W + 1/2 - tauInt)/N)
 *
 * with the replica consistency Q of section 2.3 there. Deviations are taken from the overall mean and
 * not from each replica's own, because otherwise a shifted replica would not show.
 *
 * Replicas may differ in length, and measurements may be missing from a grid of equal steps: Gamma(t) is
 * then the mean over the pairs that exist, and each Gamma(t) counts in the error as often as its pairs do.
 */
import { sum } from "../moments.js";
import { Autocovariance } from "./autocovariance.js";
import { scaled, unitScale } from "./scale.js";
import { centredEach, meansOfEach, sumsOfEach } from "./sums-of-each.js";

export interface GammaResult {
	/** Number of measurements N. */
	readonly count: number;
	readonly replicas: number;
	readonly window: number;
	/** False where no window satisfied the criterion within `maxLag`. */
	readonly windowFound: boolean;
	/** Gamma(0) after the bias correction. */
	readonly variance: number;
	/** 2 tauInt Gamma(0); not positive for strongly antithetic series, where the method fails. */
	readonly spectral: number;
	/** Standard error of the mean, NaN where `spectral` <= 0. */
	readonly error: number;
	readonly errorError: number;
	/** Integrated autocorrelation time in measurements, 0.5 for independent draws; N / (2 tauInt) is the ESS. */
	readonly tauInt: number;
	readonly tauIntError: number;
	/** The same in steps of the grid, as if nothing were missing: 1/2 + sum of rho. Equal to tauInt without gaps. */
	readonly tauSteps: number;
	/** rho(t) before the bias correction. */
	rho(t: number): number;
	/** Largest lag that is looked at: half the length of a typical replica (pair-counts.ts). */
	readonly maxLag: number;
	readonly covariance: Autocovariance;
}

/** The overall mean of all replicas. */
export function meanOfReplicas(replicas: readonly Float64Array[]): number {
	const { mean, scale } = scaledMean(replicas);
	return mean / scale;
}

/** The same of each replica alone. */
export function meanOfEach(replicas: readonly Float64Array[]): number[] {
	const means = meansOfEach(replicas);
	if (!means.every(Number.isFinite))
		return replicas.map((replica) => meanOfReplicas([replica]));
	const rests = sumsOfEach(replicas, means);
	return means.map((mean, r) => mean + rests[r] / replicas[r].length);
}

/** The mean times a scale that is 1 unless the sum overflows. */
function scaledMean(replicas: readonly Float64Array[]): {
	mean: number;
	scale: number;
} {
	const total = sum(sumsOfEach(replicas));
	const count = replicas.reduce((sum, { length }) => sum + length, 0);
	const scale = Number.isFinite(total) ? 1 : unitScale(replicas);
	if (scale !== 1)
		return { mean: scaledMean(scaled(replicas, scale)).mean, scale };
	const mean = total / count;
	// A second pass removes the rounding of the first: sums of 1e6 terms lose digits.
	const rest = sum(sumsOfEach(replicas, mean));
	return { mean: mean + rest / count, scale };
}

/** Subtracts the overall mean of all replicas. */
export function deviations(replicas: readonly Float64Array[]): {
	mean: number;
	deltas: Float64Array[];
} {
	const { mean, scale } = scaledMean(replicas);
	if (scale !== 1)
		return {
			mean: mean / scale,
			deltas: replicas.map((series) =>
				series.map((value) => (value * scale - mean) / scale),
			),
		};
	return {
		mean,
		deltas: centredEach(replicas, mean),
	};
}

/**
 * @param deltas replicas with the overall mean subtracted (or a projected derived quantity), 0 in gaps
 * @param rule S, the assumed ratio tauExp / tauInt (0 means independent draws), or a fixed window
 * @param present 1 where there is a measurement, 0 in a gap; absent where there are no gaps
 */
export function gammaMethod(
	deltas: readonly Float64Array[],
	rule: number | { readonly window: number } = 1.5,
	present?: readonly Float64Array[],
): GammaResult {
	const covariance = new Autocovariance(deltas, present);
	const { total, reach } = covariance;
	const replicas = deltas.length;
	const maxLag = Math.floor(reach / 2);
	const gamma0 = covariance.unbiased(0);
	const found =
		typeof rule === "object"
			? { window: rule.window, found: true }
			: gamma0 > 0
				? chooseWindow(covariance, maxLag, rule)
				: { window: 0, found: true };
	const { window } = found;
	let raw = gamma0;
	let steps = gamma0;
	for (let t = 1; t <= window; t++) {
		const twice = 2 * covariance.unbiased(t);
		raw += twice * covariance.pairs.share(t);
		steps += twice;
	}
	const shift = raw / total;
	const variance = gamma0 + shift;
	const inflation = 1 + (2 * window + 1) / total;
	const spectral = raw * inflation;
	const tauInt = gamma0 > 0 ? spectral / (2 * variance) : 0.5;
	const error = spectral >= 0 ? Math.sqrt(spectral / total) : Number.NaN;
	return {
		count: total,
		replicas,
		window,
		windowFound: found.found,
		variance,
		spectral,
		error,
		errorError: error * Math.sqrt((window + 0.5) / total),
		tauInt,
		tauIntError:
			2 *
			Math.abs(tauInt) *
			Math.sqrt(Math.max(0, window + 0.5 - tauInt) / total),
		tauSteps: gamma0 > 0 ? (steps * inflation) / (2 * variance) : 0.5,
		rho: (t) => covariance.unbiased(t) / gamma0,
		maxLag,
		covariance,
	};
}

function chooseWindow(
	covariance: Autocovariance,
	maxLag: number,
	stretch: number,
): { window: number; found: boolean } {
	if (stretch === 0) return { window: 0, found: true };
	const { total } = covariance;
	const gamma0 = covariance.unbiased(0);
	let sum = 0;
	for (let w = 1; w <= maxLag; w++) {
		sum += covariance.unbiased(w) / gamma0;
		const tau = sum <= 0 ? 5e-16 : stretch / Math.log((sum + 1) / sum);
		if (Math.exp(-w / tau) - tau / Math.sqrt(w * total) < 0) {
			return { window: w, found: true };
		}
	}
	return { window: maxLag, found: false };
}

/**
 * chi^2 of replica values around their weighted mean, R - 1 degrees of freedom, and Wolff's estimate of the
 * O(1/N) bias.
 */
export function replicaConsistency(
	values: readonly number[],
	lengths: readonly number[],
	overall: number,
	spectral: number,
): { chiSquare: number; bias: number } {
	const count = lengths.reduce((sum, length) => sum + length, 0);
	const mean =
		values.reduce((sum, value, r) => sum + lengths[r] * value, 0) / count;
	const chiSquare =
		values.reduce(
			(sum, value, r) => sum + lengths[r] * (value - mean) ** 2,
			0,
		) / spectral;
	return { chiSquare, bias: (mean - overall) / (values.length - 1) };
}
