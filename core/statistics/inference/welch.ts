/**
 * Difference of two means with unequal variances: B. L. Welch, Biometrika 34 (1947) 28. On logarithms
 * it compares ratios. The repeated units must be independent: replicas, seeds or processes, and never
 * repetitions inside one process. Five repetitions in each of two processes whose speeds differ by 1 %
 * turn a nominal 5 % into 27 %.
 */
import { mean, varianceOfMean } from "../moments.js";
import {
	studentQuantile,
	studentSurvival,
	studentTwoSided,
} from "./distributions.js";

/** A mean, the variance of that mean, and the degrees of freedom of the variance. */
export interface Arm {
	readonly mean: number;
	readonly variance: number;
	readonly degreesOfFreedom: number;
}

/** Second minus first. */
export interface Difference {
	readonly value: number;
	readonly error: number;
	/** Satterthwaite's. */
	readonly degreesOfFreedom: number;
	readonly t: number;
	/** Two-sided. */
	readonly p: number;
}

/** Mean of independent values with the variance of the mean. @throws RangeError for fewer than two */
export function armOf(values: readonly number[]): Arm {
	const count = values.length;
	if (count < 2) {
		throw new RangeError(`a variance needs two values, got ${count}`);
	}
	return {
		mean: mean(values),
		variance: varianceOfMean(values),
		degreesOfFreedom: count - 1,
	};
}

/** `second - first`. Two means without any variance differ with p = 0 or agree with p = 1. */
export function welch(first: Arm, second: Arm): Difference {
	const value = second.mean - first.mean;
	const error = Math.sqrt(first.variance + second.variance);
	if (error === 0) {
		const t = value === 0 ? 0 : Math.sign(value) * Number.POSITIVE_INFINITY;
		return {
			value,
			error,
			degreesOfFreedom: Number.POSITIVE_INFINITY,
			t,
			p: value === 0 ? 1 : 0,
		};
	}
	const degreesOfFreedom = welchDegrees(
		Math.sqrt(first.variance),
		first.degreesOfFreedom,
		Math.sqrt(second.variance),
		second.degreesOfFreedom,
	);
	const t = value / error;
	return {
		value,
		error,
		degreesOfFreedom,
		t,
		p: studentTwoSided(t, degreesOfFreedom),
	};
}

/** Satterthwaite's degrees of freedom of s1^2 + s2^2. */
export function welchDegrees(
	error1: number,
	degrees1: number,
	error2: number,
	degrees2: number,
): number {
	const v1 = error1 * error1;
	const v2 = error2 * error2;
	return (v1 + v2) ** 2 / (v1 ** 2 / degrees1 + v2 ** 2 / degrees2);
}

/** Interval that holds the true difference with probability `level`, in (0, 1). */
export function confidence(
	{ value, error, degreesOfFreedom }: Difference,
	level: number,
): { low: number; high: number } {
	const reach = studentQuantile(0.5 + level / 2, degreesOfFreedom) * error;
	return { low: value - reach, high: value + reach };
}

/** For a difference of logarithms: the ratio with its interval. */
export function ratioOf(
	difference: Difference,
	level: number,
): { value: number; low: number; high: number } {
	const { low, high } = confidence(difference, level);
	return {
		value: Math.exp(difference.value),
		low: Math.exp(low),
		high: Math.exp(high),
	};
}

/** One-sided p-value of `difference <= bound`: small where the difference is above the bound. */
export function pAbove(
	{ value, error, degreesOfFreedom }: Difference,
	bound: number,
): number {
	if (error === 0) return value > bound ? 0 : 1;
	return studentSurvival((value - bound) / error, degreesOfFreedom);
}

/** One-sided p-value of `difference >= bound`. */
export function pBelow(
	{ value, error, degreesOfFreedom }: Difference,
	bound: number,
): number {
	if (error === 0) return value < bound ? 0 : 1;
	return studentSurvival((bound - value) / error, degreesOfFreedom);
}
