/**
 * The interval for one further value after n earlier ones from a normal law,
 * mean +- t_{n-1} s sqrt(1 + 1/n). With n = 5 the factor is 7.86 at 99.9 %. "Mean + 3 s" would raise a
 * false alarm in 2.6 % of cases instead of 0.13 %.
 */
import { mean, variance } from "../moments.js";
import { studentSurvival } from "./distributions.js";

export interface Prediction {
	readonly mean: number;
	/** Standard deviation of the mean of k further values about `mean`, s sqrt(1/k + 1/n). */
	readonly error: number;
	readonly degreesOfFreedom: number;
}

/**
 * @param further how many further values are averaged before they are judged
 * @throws RangeError for fewer than two values
 */
export function predict(history: readonly number[], further = 1): Prediction {
	const count = history.length;
	if (count < 2) {
		throw new RangeError(`a prediction needs two values, got ${count}`);
	}
	return {
		mean: mean(history),
		error: Math.sqrt(variance(history) * (1 / further + 1 / count)),
		degreesOfFreedom: count - 1,
	};
}

/** Chance of a further value at or above `value`. */
export function pAtLeast(prediction: Prediction, value: number): number {
	const { mean, error, degreesOfFreedom } = prediction;
	if (error === 0) return value > mean ? 0 : 1;
	return studentSurvival((value - mean) / error, degreesOfFreedom);
}
