/**
 * Hotelling's T^2 for several correlated means at once. The covariance of the means comes from batch
 * means, B >= 10 p batches of length >= 20 tauInt; then with p means
 *
 *   T^2 = d^T C^-1 d,   (B - p) / (p (B - 1)) T^2 ~ F(p, B - p).
 *
 * chi^2(p) would be too bold: with p = 3, B = 50 and T^2 = 12 it gives 0.0074 where F gives 0.0154.
 *
 * Where C = C_1 + C_2 + ... adds up from independent runs with nu_i = B_i - 1 degrees of freedom each,
 * nu = B - 1 is that of D. G. Nel and C. A. van der Merwe as K. Krishnamoorthy and J. Yu made it
 * invariant (Statistics & Probability Letters 66 (2004) 161):
 *
 *   nu = (p + p^2) / sum_i {tr[(C_i C^-1)^2] + [tr(C_i C^-1)]^2} / nu_i,   min nu_i <= nu <= sum nu_i.
 */
import { batchMeans } from "../chains/batch-means.js";
import { mean } from "../moments.js";
import { fSurvival } from "./distributions.js";
import {
	cholesky,
	independentRows,
	inverseForm,
	whitened,
} from "./linear-algebra.js";

export interface MeanVector {
	readonly means: readonly number[];
	/** Covariance of the means, row-major. */
	readonly covariance: Float64Array;
	/** Independent observations B behind the covariance. */
	readonly observations: number;
}

export interface HotellingResult {
	readonly tSquared: number;
	readonly f: number;
	readonly p: number;
	/** Number of linearly independent means that entered. */
	readonly means: number;
}

/** One of the independent parts that a covariance adds up from. */
export interface CovariancePart {
	readonly covariance: Float64Array;
	readonly observations: number;
}

/**
 * Means that are linear functions of those before them are left out: on the free field, for
 * instance, one Schwinger-Dyson identity is a combination of two others.
 *
 * @returns undefined where there are too few observations
 */
export function hotelling(
	difference: readonly number[],
	covariance: Float64Array,
	observations: number,
): HotellingResult | undefined {
	return hotellingOf(difference, [{ covariance, observations }]);
}

/** The same for a difference whose covariance is the sum of these. */
export function hotellingOf(
	difference: readonly number[],
	parts: readonly CovariancePart[],
): HotellingResult | undefined {
	const n = difference.length;
	const total = new Float64Array(n * n);
	for (const { covariance } of parts)
		for (let k = 0; k < n * n; k++) total[k] += covariance[k];
	const kept = independentRows(total, n);
	const p = kept.length;
	const reduced = (matrix: Float64Array): Float64Array =>
		Float64Array.from(kept.flatMap((a) => kept.map((b) => matrix[a * n + b])));
	const factor = cholesky(reduced(total), p);
	if (p === 0 || factor === undefined) return undefined;
	let spread = 0;
	for (const { covariance, observations } of parts) {
		const share = whitened(factor, reduced(covariance), p);
		let trace = 0;
		let squares = 0;
		for (let a = 0; a < p; a++) trace += share[a * p + a];
		for (const entry of share) squares += entry * entry;
		spread += (squares + trace * trace) / (observations - 1);
	}
	const degrees = (p + p * p) / spread;
	// Written so that no degrees of freedom at all, 0 / 0, is too few as well.
	if (!(degrees + 1 > p)) return undefined;
	const tSquared = inverseForm(
		factor,
		kept.map((a) => difference[a]),
	);
	const f = ((degrees + 1 - p) / (p * degrees)) * tSquared;
	return { tSquared, f, p: fSurvival(f, p, degrees + 1 - p), means: p };
}

/**
 * Means of several columns of chains with their covariance. Undefined where the chains are too short
 * for 10 batches a column of 20 tauInt each.
 *
 * @param columns one array of replicas for each quantity
 */
export function chainMeans(
	columns: readonly (readonly Float64Array[])[],
	tauInt: number,
): MeanVector | undefined {
	const p = columns.length;
	const shortest = Math.min(...columns[0].map((replica) => replica.length));
	const chains = columns[0].length;
	const least = Math.ceil(20 * tauInt);
	// Longer batches than need be, as far as 20 p of them remain, cost power but lower the bias.
	const perChain = Math.ceil((20 * p) / chains);
	const length = Math.max(least, Math.floor(shortest / perChain));
	const batches = columns.map((replicas) => batchMeans(replicas, length));
	const observations = batches[0].length;
	if (observations < 10 * p) return undefined;
	const means = batches.map(mean);
	const covariance = new Float64Array(p * p);
	for (let a = 0; a < p; a++) {
		for (let b = 0; b < p; b++) {
			let sum = 0;
			for (let k = 0; k < observations; k++) {
				sum += (batches[a][k] - means[a]) * (batches[b][k] - means[b]);
			}
			covariance[a * p + b] = sum / (observations * (observations - 1));
		}
	}
	return { means, covariance, observations };
}

/** The same for weighted draws: C_ab = sum w~^2 d_a d_b. */
export function weightedMeans(
	columns: readonly Float64Array[],
	normalized: Float64Array,
): MeanVector {
	const p = columns.length;
	const count = normalized.length;
	const means = columns.map((column) => {
		let sum = 0;
		for (let i = 0; i < count; i++) sum += normalized[i] * column[i];
		return sum;
	});
	const covariance = new Float64Array(p * p);
	let squares = 0;
	for (let i = 0; i < count; i++) {
		const square = normalized[i] * normalized[i];
		squares += square;
		for (let a = 0; a < p; a++) {
			const left = square * (columns[a][i] - means[a]);
			for (let b = 0; b < p; b++) {
				covariance[a * p + b] += left * (columns[b][i] - means[b]);
			}
		}
	}
	return { means, covariance, observations: Math.round(1 / squares) };
}
