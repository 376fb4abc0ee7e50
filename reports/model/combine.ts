/**
 * Several seeds made into one number. Rates and costs are positive and their errors relative, so
 * everything happens on the logarithm. The error of the mean is the larger of what the seeds
 * claim and what they show: for trained samplers the spread between seeds dominates.
 */
import type { Estimate, Interval } from "../../core/record.js";

/** Mean of logarithms with its standard error. */
export interface Logarithm {
	readonly mean: number;
	/** Infinite where an interval was unbounded. */
	readonly error: number;
	/** Degrees of freedom of the error; infinite where it comes from within the seeds. */
	readonly degreesOfFreedom: number;
}

/** Standard error of ln(value) that a 68 % interval stands for; infinite where it is open. */
export function logError(interval: Interval): number {
	const { value, low, high } = interval;
	if (high === undefined) return Number.POSITIVE_INFINITY;
	const up = Math.log(high / value);
	const down = low > 0 ? Math.log(value / low) : up;
	return Math.max((up + down) / 2, 0);
}

/** Geometric mean of positive values; undefined where there is none. */
export function combine(intervals: readonly Interval[]): Logarithm | undefined {
	const usable = intervals.filter((interval) => interval.value > 0);
	if (usable.length === 0 || usable.length < intervals.length) return undefined;
	const count = usable.length;
	const logs = usable.map((interval) => Math.log(interval.value));
	const mean = sum(logs) / count;
	const within =
		sum(usable.map((interval) => logError(interval) ** 2)) / count ** 2;
	const between =
		count < 2 ? 0 : sum(logs.map((x) => (x - mean) ** 2)) / (count - 1) / count;
	return between > within
		? { mean, error: Math.sqrt(between), degreesOfFreedom: count - 1 }
		: {
				mean,
				error: Math.sqrt(within),
				degreesOfFreedom: Number.POSITIVE_INFINITY,
			};
}

/** exp(mean) with the interval of `sigmas` standard errors, widened for few degrees of freedom. */
export function toInterval(log: Logarithm, level: Level = "68 %"): Interval {
	const width = quantile(level, log.degreesOfFreedom) * log.error;
	const value = Math.exp(log.mean);
	if (!Number.isFinite(width)) return { value, low: 0 };
	return {
		value,
		low: Math.exp(log.mean - width),
		high: Math.exp(log.mean + width),
	};
}

/** Ratio of two combined values, degrees of freedom after Welch and Satterthwaite. */
export function ratio(a: Logarithm, b: Logarithm): Logarithm {
	const [u, v] = [a.error ** 2, b.error ** 2];
	const spread = u ** 2 / a.degreesOfFreedom + v ** 2 / b.degreesOfFreedom;
	return {
		mean: a.mean - b.mean,
		error: Math.sqrt(u + v),
		degreesOfFreedom:
			spread > 0 ? (u + v) ** 2 / spread : Number.POSITIVE_INFINITY,
	};
}

export type Level = "68 %" | "95 %";

/**
 * Two-sided quantile of Student's t. Exact for 1 and 2 degrees of freedom; above, the expansion
 * of Cornish and Fisher in 1/nu (Abramowitz and Stegun 26.7.5), good to 1 % at 3.
 */
export function quantile(level: Level, degreesOfFreedom: number): number {
	const p = level === "68 %" ? 0.8413447460685429 : 0.975;
	const z = level === "68 %" ? 1 : 1.959963984540054;
	const nu = degreesOfFreedom;
	if (nu === Number.POSITIVE_INFINITY) return z;
	if (nu < 2) return Math.tan(Math.PI * (p - 0.5));
	if (nu < 3) return (2 * p - 1) * Math.sqrt(2 / (4 * p * (1 - p)));
	const z3 = z ** 3;
	const z5 = z ** 5;
	const z7 = z ** 7;
	const z9 = z ** 9;
	return (
		z +
		(z3 + z) / (4 * nu) +
		(5 * z5 + 16 * z3 + 3 * z) / (96 * nu ** 2) +
		(3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * nu ** 3) +
		(79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * nu ** 4)
	);
}

/** Plain mean of estimates of one number by several seeds, error as above. */
export function combineEstimates(
	estimates: readonly Estimate[],
): Estimate | undefined {
	const count = estimates.length;
	if (count === 0) return undefined;
	const mean = sum(estimates.map((e) => e.value)) / count;
	const within = sum(estimates.map((e) => e.error ** 2)) / count ** 2;
	const between =
		count < 2
			? 0
			: sum(estimates.map((e) => (e.value - mean) ** 2)) / (count - 1) / count;
	return { value: mean, error: Math.sqrt(Math.max(within, between)) };
}

export function sum(values: readonly number[]): number {
	let total = 0;
	for (const value of values) total += value;
	return total;
}

export function average(values: readonly number[]): number | undefined {
	return values.length === 0 ? undefined : sum(values) / values.length;
}
