/**
 * Importance weights known by their logarithm, l = -S - log q. Everything is shifted by max l, so
 * nothing overflows; l = -infinity is a weight of zero, l = +infinity or NaN is an error.
 *
 *   log Z = LSE(l) - log N,   Kish ESS = (sum w)^2 / sum w^2 = exp(2 LSE(l) - LSE(2l))
 *
 * Errors by the delta method: var log Z = (1/E - 1)/N with E = ESS/N; the influence of draw i on E is
 * E (2 w_i/<w> - w_i^2/<w^2> - 1). Both are honest only while the large weights have been seen.
 */
import { InputError } from "../../errors.js";

export interface WeightSummary {
	/** w_i / sum w, adding up to 1. */
	readonly normalized: Float64Array;
	readonly logZ: number;
	readonly logZError: number;
	/** Kish effective number of draws, in [1, N]. */
	readonly kishEss: number;
	readonly kishEssError: number;
	/** Largest weight over the sum of all. */
	readonly largestShare: number;
}

/** log sum exp; -infinity for an empty array or all weights zero. */
export function logSumExp(values: Float64Array): number {
	const largest = maximum(values);
	if (largest === Number.NEGATIVE_INFINITY) return largest;
	let sum = 0;
	for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - largest);
	return largest + Math.log(sum);
}

/**
 * exp(l - max l) of each draw.
 * @throws InputError on +infinity, NaN, no draws at all, or all weights zero
 */
export function shiftedWeights(logWeights: Float64Array): Float64Array {
	for (let i = 0; i < logWeights.length; i++) {
		if (!(logWeights[i] < Number.POSITIVE_INFINITY)) {
			throw new InputError(
				`log weight ${i} is ${logWeights[i]}; log weights are finite, or -Infinity for weight zero`,
			);
		}
	}
	if (logWeights.length === 0)
		throw new InputError("there are no draws to average");
	const largest = maximum(logWeights);
	if (largest === Number.NEGATIVE_INFINITY) {
		throw new InputError("every weight is zero: there is nothing to average");
	}
	const weights = new Float64Array(logWeights.length);
	for (let i = 0; i < weights.length; i++) {
		weights[i] = Math.exp(logWeights[i] - largest);
	}
	return weights;
}

export function summarizeWeights(logWeights: Float64Array): WeightSummary {
	const normalized = shiftedWeights(logWeights);
	const count = normalized.length;
	const { sum, squares, kish } = kishOf(normalized);
	const mean = sum / count;
	const meanSquare = squares / count;
	const efficiency = kish / count;
	let influence = 0;
	for (let i = 0; i < count; i++) {
		const w = normalized[i];
		influence += ((2 * w) / mean - (w * w) / meanSquare - 1) ** 2;
		normalized[i] = w / sum;
	}
	const largest = maximum(logWeights);
	return {
		normalized,
		logZ: largest + Math.log(mean),
		logZError: Math.sqrt(Math.max(0, 1 / efficiency - 1) / count),
		kishEss: kish,
		kishEssError: efficiency * Math.sqrt(influence),
		largestShare: 1 / sum,
	};
}

/** Kish's (sum w)^2 / sum w^2 of weights on any scale. */
export function kishEss(weights: Float64Array): number {
	return kishOf(weights).kish;
}

/** Kish's effective fraction, in (0, 1]; 0 where a log weight is NaN or +infinity, or all weights vanish. */
export function kishFraction(logWeights: Float64Array): number {
	const largest = maximum(logWeights);
	if (!Number.isFinite(largest) || logWeights.some(Number.isNaN)) return 0;
	const weights = logWeights.map((l) => Math.exp(l - largest));
	return kishEss(weights) / weights.length;
}

function kishOf(weights: Float64Array): {
	readonly sum: number;
	readonly squares: number;
	readonly kish: number;
} {
	let sum = 0;
	let squares = 0;
	for (let i = 0; i < weights.length; i++) {
		sum += weights[i];
		squares += weights[i] * weights[i];
	}
	return { sum, squares, kish: (sum * sum) / squares };
}

function maximum(values: Float64Array): number {
	let largest = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < values.length; i++) {
		if (values[i] > largest) largest = values[i];
	}
	return largest;
}
