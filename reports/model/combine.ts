/**
 * Combines several seeds into one number. Rates and costs are positive with relative errors, so
 * everything is done with logarithms. The error of the mean is the larger of the seeds' own errors
 * and their scatter. For trained samplers the scatter dominates.
 */
import type { Estimate, Interval } from "../../core/record.js";
import { studentQuantile } from "../../core/statistics/inference/distributions.js";
import { welchDegrees } from "../../core/statistics/inference/welch.js";
import { mean, sum, varianceOfMean } from "../../core/statistics/moments.js";
import { median } from "../../core/statistics/order-statistics.js";

/** Mean of logarithms with its standard error. */
export interface Logarithm {
	readonly mean: number;
	/** Infinite if an interval is unbounded. */
	readonly error: number;
	/** Degrees of freedom of the error. Infinite if it comes from the seeds' own errors. */
	readonly degreesOfFreedom: number;
}

/** Standard error of ln(value) that belongs to a 68 % interval. Infinite if the interval is open. */
function logError(interval: Interval): number {
	const { value, low, high } = interval;
	if (high === undefined) return Number.POSITIVE_INFINITY;
	const up = Math.log(high / value);
	const down = low > 0 ? Math.log(value / low) : up;
	return Math.max((up + down) / 2, 0);
}

/** Geometric mean of positive values. Undefined if there are none. */
export function combine(intervals: readonly Interval[]): Logarithm | undefined {
	const usable = intervals.filter((interval) => interval.value > 0);
	if (usable.length === 0 || usable.length < intervals.length) return undefined;
	const count = usable.length;
	const logs = usable.map((interval) => Math.log(interval.value));
	const within =
		sum(usable.map((interval) => logError(interval) ** 2)) / count ** 2;
	const between = count < 2 ? 0 : varianceOfMean(logs);
	return {
		mean: mean(logs),
		error: Math.sqrt(Math.max(between, within)),
		degreesOfFreedom: between > within ? count - 1 : Number.POSITIVE_INFINITY,
	};
}

/** The probability of one standard error of the normal law. */
const oneSigma = 0.6826894921370859;

/** Half the width of the interval that contains the mean with probability `level`. */
export function widthOf(log: Logarithm, level = oneSigma): number {
	return studentQuantile((1 + level) / 2, log.degreesOfFreedom) * log.error;
}

/**
 * exp(mean) with the interval that contains it with probability `level`. It is open upwards if the
 * error is infinite.
 */
export function toInterval(log: Logarithm, level = oneSigma): Interval {
	const width = widthOf(log, level);
	const value = Math.exp(log.mean);
	if (!Number.isFinite(width)) return { value, low: 0 };
	return {
		value,
		low: Math.exp(log.mean - width),
		high: Math.exp(log.mean + width),
	};
}

/** Ratio of two combined values, with degrees of freedom by Welch and Satterthwaite. */
export function ratio(a: Logarithm, b: Logarithm): Logarithm {
	return {
		mean: a.mean - b.mean,
		error: Math.hypot(a.error, b.error),
		degreesOfFreedom:
			welchDegrees(a.error, a.degreesOfFreedom, b.error, b.degreesOfFreedom) ||
			Number.POSITIVE_INFINITY, // for errors that are all zero or infinite
	};
}

/** Plain mean of the estimates of one number by several seeds. The error is defined as above. */
export function combineEstimates(
	estimates: readonly Estimate[],
): Estimate | undefined {
	const count = estimates.length;
	if (count === 0) return undefined;
	const values = estimates.map((e) => e.value);
	const within = sum(estimates.map((e) => e.error ** 2)) / count ** 2;
	const between = count < 2 ? 0 : varianceOfMean(values);
	return { value: mean(values), error: Math.sqrt(Math.max(within, between)) };
}

export function average(values: readonly number[]): number | undefined {
	return values.length === 0 ? undefined : mean(values);
}

export function medianOf(values: readonly number[]): number | undefined {
	return values.length === 0 ? undefined : median(values);
}
