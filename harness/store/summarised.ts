/** A small record that is valid exactly if the whole record is. It can be checked quickly. */

/**
 * Replaces each long list of finite numbers behind charts by its smallest and largest number. The
 * schema requires only bounds and whole numbers there, and checking thousands of them would take
 * most of its time.
 */
export function summarised(value: unknown): unknown {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		return value;
	const copy: Record<string, unknown> = { ...value };
	for (const name of ["history", "diagnostics"])
		if (Object.hasOwn(copy, name)) copy[name] = withoutLists(copy[name]);
	return copy;
}

function withoutLists(value: unknown): unknown {
	if (typeof value !== "object" || value === null) return value;
	if (Array.isArray(value)) return extremesOf(value) ?? value.map(withoutLists);
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [name, withoutLists(inner)]),
	);
}

/**
 * The extremes, and one number that is not whole, if there is one. Undefined unless the list is
 * long and all its items are finite numbers.
 */
function extremesOf(list: readonly unknown[]): number[] | undefined {
	if (list.length < 8) return undefined;
	let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	let broken: number | undefined;
	for (const item of list) {
		if (typeof item !== "number" || !Number.isFinite(item)) return undefined;
		if (item < low) low = item;
		if (item > high) high = item;
		if (broken === undefined && !Number.isInteger(item)) broken = item;
	}
	return broken === undefined ? [low, high] : [low, broken, high];
}
