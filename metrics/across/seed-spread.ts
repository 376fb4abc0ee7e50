/**
 * The spread over training seeds as median and range. Few seeds support no more than that, and the best
 * seed alone would flatter.
 */
import { median } from "../../core/statistics/order-statistics.js";

export interface SeedSpread {
	readonly median: number;
	readonly low: number;
	readonly high: number;
	readonly seeds: number;
}

/** @throws RangeError without values */
export function seedSpread(values: readonly number[]): SeedSpread {
	if (values.length === 0) throw new RangeError("a spread needs values");
	return {
		median: median(values),
		low: Math.min(...values),
		high: Math.max(...values),
		seeds: values.length,
	};
}
