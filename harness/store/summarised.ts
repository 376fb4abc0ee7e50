/** A record small enough to be checked quickly: valid exactly where the whole one is. */

/**
 * The same with the lists of finite numbers behind its charts as their smallest and largest: the schema asks
 * of these no more than bounds and whole numbers, and thousands of them would take it most of the time.
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

/** With one that is not whole, if any; undefined unless the list is long and all its items are finite numbers. */
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
