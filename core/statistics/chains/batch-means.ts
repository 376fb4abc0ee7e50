/**
 * Batch means: with n batches of length b, sigma^2_inf = b var(batch means), tauInt = sigma^2_inf /
 * (2 var). Relative standard deviation sqrt(2/(n-1)), relative bias of order tau/b, always positive.
 * Several replicas share the grand mean (replicated batch means, arXiv:2007.04229).
 */
import { sum, variance } from "../moments.js";
import { resident } from "./resident.js";
import { squaresOfEach, sumsOfEach } from "./sums-of-each.js";

export interface BatchMeansResult {
	readonly tauInt: number;
	readonly tauIntError: number;
	readonly batches: number;
	readonly length: number;
	/** Standard error of the mean. */
	readonly error: number;
}

/** Means of consecutive batches, replica by replica; an incomplete batch at a replica's end is left out. */
export function batchMeans(
	replicas: readonly Float64Array[],
	length: number,
): Float64Array {
	const count = replicas.reduce(
		(sum, series) => sum + Math.floor(series.length / length),
		0,
	);
	// A length that is not finite is longer than any replica.
	if (!(count > 0)) return new Float64Array(0);
	const own = resident(replicas);
	const out = own.scratch().float64(count);
	own.exports.batches(own.count, own.table, length, out.address);
	return out.view.slice();
}

/** @param length batch length; floor(sqrt N) if absent */
export function batchMeansTau(
	replicas: readonly Float64Array[],
	length?: number,
): BatchMeansResult {
	const count = replicas.reduce((sum, series) => sum + series.length, 0);
	const b = length ?? Math.floor(Math.sqrt(count));
	const means = batchMeans(replicas, b);
	const spread = variance(means);
	const tauInt = (b * spread) / (2 * varianceOf(replicas));
	return {
		tauInt,
		tauIntError: tauInt * Math.sqrt(2 / (means.length - 1)),
		batches: means.length,
		length: b,
		error: Math.sqrt(spread / means.length),
	};
}

/** Several lengths are tried on the same replicas, which do not change meanwhile. */
const variances = new WeakMap<readonly Float64Array[], number>();

function varianceOf(replicas: readonly Float64Array[]): number {
	const known = variances.get(replicas);
	if (known !== undefined) return known;
	const found = varianceOfAll(replicas);
	variances.set(replicas, found);
	return found;
}

/** Variance of several series around their common mean, with divisor N - 1. */
function varianceOfAll(replicas: readonly Float64Array[]): number {
	const count = replicas.reduce((sum, series) => sum + series.length, 0);
	const mean = sum(sumsOfEach(replicas)) / count;
	return sum(squaresOfEach(replicas, mean)) / (count - 1);
}
