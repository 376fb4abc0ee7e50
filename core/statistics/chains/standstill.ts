/**
 * Reasons why a series that varies may still be useless: it varies only by rounding, one value
 * dominates it, or a chain never moved.
 */
import { frozenChains } from "./frozen.js";
import { powerSums } from "./power-sums.js";
import { scaled, unitScale } from "./scale.js";

/** Relative scatter that rounding alone explains. */
const rounding = 64 * Number.EPSILON;
/** If one value holds this share of the variance, the other values say nothing about the variance. */
const largestShare = 0.5;

/**
 * The reason, or undefined where the series is sound in this respect.
 * @param given replicas with the overall mean subtracted
 */
export function standstill(
	given: readonly Float64Array[],
	mean: number,
): string | undefined {
	const scale = unitScale(given);
	const deltas = scaled(given, scale);
	const { count, squares, largest: size } = powerSums(deltas);
	const largest = size * size;
	if (Math.sqrt(squares / count) <= rounding * Math.abs(mean * scale))
		return "the series varies by rounding only";
	if (largest > largestShare * squares)
		return `one value holds ${((100 * largest) / squares).toFixed(0)} % of the variance`;
	const [stuck] = frozenChains(deltas);
	return stuck === undefined
		? undefined
		: `chain ${stuck + 1} of ${deltas.length} never moved`;
}
