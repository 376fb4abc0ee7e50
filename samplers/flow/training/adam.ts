/** Adam (Kingma, Ba, arXiv:1412.6980) in float64, with a bound on the gradient's norm. */

export interface AdamOptions {
	readonly beta1: number;
	readonly beta2: number;
	/** Largest Euclidean norm of the gradient; a longer one is scaled down. Infinity leaves it alone. */
	readonly clip: number;
}

/** All that a step changes. */
export interface AdamState {
	readonly parameters: Float64Array;
	readonly mean: Float64Array;
	readonly square: Float64Array;
	/** Updates done, for the bias correction. */
	updates: number;
}

const epsilon = 1e-8;

export function adamState(parameters: ArrayLike<number>): AdamState {
	return {
		parameters: Float64Array.from(parameters),
		mean: new Float64Array(parameters.length),
		square: new Float64Array(parameters.length),
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
	const meanWeight = 1 - beta1 ** state.updates;
	const squareWeight = 1 - beta2 ** state.updates;
	const { parameters, mean, square } = state;
	for (let i = 0; i < parameters.length; i++) {
		const slope = scale * gradient[i];
		mean[i] += (1 - beta1) * (slope - mean[i]);
		square[i] += (1 - beta2) * (slope * slope - square[i]);
		parameters[i] -=
			(rate * (mean[i] / meanWeight)) /
			(Math.sqrt(square[i] / squareWeight) + epsilon);
	}
}
