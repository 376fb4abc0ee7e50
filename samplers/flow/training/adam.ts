/**
 * Adam (Kingma, Ba, arXiv:1412.6980) in float64, with a bound on the gradient's norm. With bases (bases.ts) it
 * is SOAP: the same update for numbers in the eigenbases of the blocks.
 */
import { Bases } from "./bases.js";

export interface AdamOptions {
	readonly beta1: number;
	readonly beta2: number;
	/** Largest Euclidean norm of the gradient; a longer one is scaled down. Infinity leaves it alone. */
	readonly clip: number;
}

/** All that a step changes. */
export interface AdamState {
	readonly parameters: Float64Array;
	/** Moments of the slopes, in the bases. */
	readonly mean: Float64Array;
	readonly square: Float64Array;
	readonly bases: Bases;
	/** Updates done, for the bias correction. */
	updates: number;
}

const epsilon = 1e-8;

export function adamState(
	parameters: ArrayLike<number>,
	bases = Bases.none(),
): AdamState {
	return {
		parameters: Float64Array.from(parameters),
		mean: new Float64Array(parameters.length),
		square: new Float64Array(parameters.length),
		bases,
		updates: 0,
	};
}

export function norm(vector: Float64Array): number {
	let sum = 0;
	for (const value of vector) sum += value * value;
	return Math.sqrt(sum);
}

/** One update in place; `length` is the gradient's norm. */
export function adamStep(
	state: AdamState,
	gradient: Float64Array,
	length: number,
	rate: number,
	options: AdamOptions,
): void {
	const { beta1, beta2, clip } = options;
	const scale = length > clip ? clip / length : 1;
	state.updates += 1;
	const { parameters, mean, square, bases, updates } = state;
	const slopes = new Float64Array(gradient.length);
	for (let i = 0; i < slopes.length; i++) slopes[i] = scale * gradient[i];
	bases.observe(slopes, state, beta2);
	bases.enter(slopes);
	const meanWeight = 1 - beta1 ** updates;
	const squareWeight = 1 - beta2 ** updates;
	for (let i = 0; i < parameters.length; i++) {
		const slope = slopes[i];
		mean[i] += (1 - beta1) * (slope - mean[i]);
		square[i] += (1 - beta2) * (slope * slope - square[i]);
		// From here on the array holds the change.
		slopes[i] =
			(rate * (mean[i] / meanWeight)) /
			(Math.sqrt(square[i] / squareWeight) + epsilon);
	}
	bases.leave(slopes);
	for (let i = 0; i < parameters.length; i++) parameters[i] -= slopes[i];
}
