/** Elements of arrays and records: those that must be there, those that are, and those of one kind. */

export function element<T>(array: ArrayLike<T>, index: number): T;
export function element<T>(record: Readonly<Record<string, T>>, key: string): T;
/**
 * The element at a place. For arrays whose lengths agree by construction, and records whose keys do:
 * a mistake then shows where it is made, and not as NaN or `undefined` elsewhere.
 * @throws RangeError if there is none
 */
export function element<T>(
	from: Readonly<Record<string | number, T>>,
	place: string | number,
): T {
	const value = from[place];
	if (value === undefined) throw new RangeError(`there is no element ${place}`);
	return value;
}

/** Without the entries that are undefined: an optional property of ours has a value or is absent. */
export function defined<T extends object>(
	entries: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
	return Object.fromEntries(
		Object.entries(entries).filter(([, value]) => value !== undefined),
	) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** The items by their key, keys in the order in which they appear. */
export function groupBy<T, K>(
	items: Iterable<T>,
	key: (item: T) => K,
): Map<K, T[]> {
	const groups = new Map<K, T[]>();
	for (const item of items) {
		const own = key(item);
		const group = groups.get(own);
		if (group === undefined) groups.set(own, [item]);
		else group.push(item);
	}
	return groups;
}
