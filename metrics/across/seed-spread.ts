/**
 * The spread over training seeds as median and range. Few seeds support no more than that, and the best
 * seed alone would flatter.
 */
import { element } from "../../core/elements.js";

export interface SeedSpread {
	readonly median: number;
	readonly low: number;
	readonly high: number;
	readonly seeds: number;
}

/** @throws RangeError without values */
export function seedSpread(values: readonly number[]): SeedSpread {
	if (values.length === 0) throw new RangeError("a spread needs values");
	const sorted = [...values].sort((a, b) => a - b);
	const middle = (sorted.length - 1) / 2;
	return {
		median:
			(element(sorted, Math.floor(middle)) +
				element(sorted, Math.ceil(middle))) /
			2,
		low: element(sorted, 0),
		high: element(sorted, sorted.length - 1),
		seeds: sorted.length,
	};
}
