/**
 * Pareto k-hat of importance weights and smoothing of their tail: Vehtari, Simpson, Gelman, Yao,
 * Gabry, JMLR 25(72) 2024 (arXiv:1507.02646). The M largest weights, minus the largest weight below
 * them, are fitted by a generalised Pareto distribution with the quasi-Bayesian estimator of Zhang
 * and Stephens (Technometrics 51 (2009) 316), shrunk towards 1/2 with the weight of ten draws.
 *
 * k < 0.5: the variance of the weights is finite. k >= 0.7: averages are dominated by weights not yet
 * seen. k > 1: not even the mean exists. k < 0 means bounded weights, the good case.
 *
 * k-hat does not depend on the scale of the tail. Where no weight is over 1 % above the mean, as in a
 * flow that is exact but for float32, the fit describes how rounding is distributed, and there is no k.
 */
import { sum } from "../moments.js";
import { shiftedWeights } from "./log-weights.js";

/** The largest weight over the mean, up to which weights count as equal. */
const nearlyEqual = 1.01;

export interface ParetoFit {
	/** Shape k. */
	readonly shape: number;
	/** Scale sigma. */
	readonly scale: number;
}

export interface ParetoResult {
	/** k-hat; NaN where the tail is too short or degenerate to be fitted, or the weights nearly equal. */
	readonly k: number;
	/** Without a k the weights may still be seen to be bounded: nearly equal, or all of the tail at the largest value. */
	readonly bounded: boolean;
	/** Number of draws in the tail. */
	readonly tail: number;
	/** Normalised weights with the tail replaced by the fitted quantiles. */
	readonly smoothed: Float64Array;
}

/** Bounds of products whose logarithm is still to be taken. */
const smallest = 1e-200;
const largest = 1e200;

/** Generalised Pareto fit to exceedances in ascending order; `prior` draws pull k towards 1/2. */
export function fitPareto(sorted: Float64Array, prior = 10): ParetoFit {
	const n = sorted.length;
	const quartile = sorted[Math.floor(n / 4 + 0.5) - 1];
	if (!(quartile > sorted[0]) || n < 5) {
		return { shape: Number.NaN, scale: Number.NaN };
	}
	const points = 30 + Math.floor(Math.sqrt(n));
	const shapeAt = (theta: number): number => {
		// One logarithm for many factors, as long as their product is far from both ends of the numbers.
		let sum = 0;
		let product = 1;
		for (let i = 0; i < n; i++) {
			const next = product * (1 - theta * sorted[i]);
			if (next > smallest && next < largest) product = next;
			else {
				sum += Math.log(product) + Math.log1p(-theta * sorted[i]);
				product = 1;
			}
		}
		return (sum + Math.log(product)) / n;
	};
	const thetas = new Float64Array(points);
	const profile = new Float64Array(points);
	for (let j = 0; j < points; j++) {
		const theta =
			1 / sorted[n - 1] + (1 - Math.sqrt(points / (j + 0.5))) / (3 * quartile);
		const k = shapeAt(theta);
		thetas[j] = theta;
		profile[j] = n * (Math.log(-theta / k) - k - 1);
	}
	const best = profile.reduce(
		(a, b) => Math.max(a, b),
		Number.NEGATIVE_INFINITY,
	);
	let norm = 0;
	let theta = 0;
	for (let j = 0; j < points; j++) {
		const weight = Math.exp(profile[j] - best);
		norm += weight;
		theta += weight * thetas[j];
	}
	theta /= norm;
	const shape = shapeAt(theta);
	return {
		shape: (n * shape + prior * 0.5) / (n + prior),
		scale: -shape / theta,
	};
}

/**
 * Number of draws to treat as the tail, ceil(min(N / 5, 3 sqrt(N / r))); r is the relative efficiency of the
 * draws, 1 if independent.
 */
export function tailLength(count: number, relative = 1): number {
	return Math.ceil(Math.min(count / 5, 3 * Math.sqrt(count / relative)));
}

export function paretoSmooth(
	logWeights: Float64Array,
	relative = 1,
): ParetoResult {
	const weights = shiftedWeights(logWeights);
	const count = weights.length;
	const tail = Math.min(tailLength(count, relative), count - 1);
	const order = largestFirst(weights, tail + 1);
	const mean = sum(weights) / count;
	const unfitted = (bounded: boolean): ParetoResult => ({
		k: Number.NaN,
		bounded,
		tail,
		smoothed: normalize(weights),
	});
	// The largest weight is 1.
	if (1 / mean < nearlyEqual) return unfitted(true);
	if (tail < 5) return unfitted(false);
	const cutoff = weights[order[tail]];
	if (cutoff === 1) return unfitted(true);
	const exceedances = new Float64Array(tail);
	for (let j = 0; j < tail; j++) {
		exceedances[j] = weights[order[tail - 1 - j]] - cutoff;
	}
	const { shape, scale } = fitPareto(exceedances);
	if (!Number.isFinite(shape)) return unfitted(exceedances[0] + cutoff === 1);
	for (let j = 0; j < tail; j++) {
		const p = (j + 0.5) / tail;
		const quantile =
			Math.abs(shape) < 1e-12
				? -Math.log1p(-p) * scale
				: (scale * Math.expm1(-shape * Math.log1p(-p))) / shape;
		weights[order[tail - 1 - j]] = Math.min(1, cutoff + quantile);
	}
	return { k: shape, bounded: shape < 0, tail, smoothed: normalize(weights) };
}

/** Indices of the `count` largest values, in descending order. */
function largestFirst(values: Float64Array, count: number): Uint32Array {
	const sorted = values.slice().sort();
	const least = sorted[values.length - count];
	const chosen: number[] = [];
	for (let i = 0; i < values.length; i++) if (values[i] > least) chosen.push(i);
	for (let i = 0; chosen.length < count; i++) {
		if (values[i] === least) chosen.push(i);
	}
	return Uint32Array.from(chosen.sort((a, b) => values[b] - values[a]));
}

function normalize(weights: Float64Array): Float64Array {
	const total = sum(weights);
	return weights.map((w) => w / total);
}
