/** Elements of arrays and records that must be there. */

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
