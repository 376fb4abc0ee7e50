/**
 * Hotelling's T^2 for several correlated means at once. The covariance of the means comes from batch
 * means, B >= 10 p batches of length >= 20 tauInt; then with p means
 *
 *   T^2 = d^T C^-1 d,   (B - p) / (p (B - 1)) T^2 ~ F(p, B - p).
 *
 * chi^2(p) would be too bold: with p = 3, B = 50 and T^2 = 12 it gives 0.0074 where F gives 0.0154.
 */
import { batchMeans } from "../chains/batch-means.js";
import { fSurvival } from "./distributions.js";
import { cholesky, independentRows, inverseForm } from "./linear-algebra.js";

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
	const kept = independentRows(covariance, difference.length);
	const p = kept.length;
	if (p === 0 || observations <= p) return undefined;
	const reduced = new Float64Array(p * p);
	kept.forEach((a, i) => {
		kept.forEach((b, j) => {
			reduced[i * p + j] = covariance[a * difference.length + b];
		});
	});
	const factor = cholesky(reduced, p);
	if (factor === undefined) return undefined;
	const tSquared = inverseForm(
		factor,
		kept.map((a) => difference[a]),
	);
	const f = ((observations - p) / (p * (observations - 1))) * tSquared;
	return { tSquared, f, p: fSurvival(f, p, observations - p), means: p };
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
	const means = batches.map(
		(values) => values.reduce((sum, value) => sum + value, 0) / observations,
	);
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
