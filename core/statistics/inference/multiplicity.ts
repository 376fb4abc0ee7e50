/**
 * Correction for many tests at once: Holm, Scand. J. Statist. 6 (1979) 65. It limits the probability of
 * any false alarm, for every dependence between the tests.
 */
import { element } from "../../elements.js";

function ascending(values: readonly number[]): number[] {
	for (const p of values) {
		if (!(p >= 0 && p <= 1)) {
			throw new RangeError(`a p-value lies in [0, 1], got ${p}`);
		}
	}
	return values
		.map((_, index) => index)
		.sort((a, b) => element(values, a) - element(values, b));
}

/**
 * Adjusted p-values in the given order, at most 1, to compare with the level:
 * adj_(k) = max over j <= k of (n - j + 1) p_(j).
 * @throws RangeError for a value outside [0, 1]
 */
export function holm(pValues: readonly number[]): number[] {
	const count = pValues.length;
	const adjusted = new Array<number>(count);
	let largest = 0;
	for (const [rank, index] of ascending(pValues).entries()) {
		largest = Math.max(
			largest,
			Math.min(1, (count - rank) * element(pValues, index)),
		);
		adjusted[index] = largest;
	}
	return adjusted;
}

/** What stands behind a p-value that was corrected: "after Holm's correction for 3 tests". */
export function corrected(tests: number): string {
	return `after Holm's correction for ${tests} ${tests === 1 ? "test" : "tests"}`;
}
