/**
 * Corrections for many tests at once. Both return adjusted p-values in the order given, to be
 * compared with the level directly, and capped at 1.
 *
 * Holm, Scand. J. Statist. 6 (1979) 65, controls the chance of any false alarm whatever the
 * dependence between tests: the gates use it. Benjamini and Hochberg, J. R. Statist. Soc. B 57
 * (1995) 289, controls the expected share of false alarms among the alarms: for dashboards.
 */

function ascending(values: readonly number[]): number[] {
	for (const p of values) {
		if (!(p >= 0 && p <= 1)) {
			throw new RangeError(`a p-value lies in [0, 1], got ${p}`);
		}
	}
	return values.map((_, index) => index).sort((a, b) => values[a] - values[b]);
}

/** adj_(k) = max over j <= k of (n - j + 1) p_(j). @throws RangeError for a value outside [0, 1]. */
export function holm(pValues: readonly number[]): number[] {
	const count = pValues.length;
	const adjusted = new Array<number>(count);
	let largest = 0;
	for (const [rank, index] of ascending(pValues).entries()) {
		largest = Math.max(largest, Math.min(1, (count - rank) * pValues[index]));
		adjusted[index] = largest;
	}
	return adjusted;
}

/** adj_(k) = min over j >= k of (n / j) p_(j). @throws RangeError for a value outside [0, 1]. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
	const count = pValues.length;
	const adjusted = new Array<number>(count);
	const order = ascending(pValues);
	let smallest = 1;
	for (let rank = count; rank >= 1; rank--) {
		const index = order[rank - 1];
		smallest = Math.min(smallest, (count * pValues[index]) / rank);
		adjusted[index] = smallest;
	}
	return adjusted;
}
