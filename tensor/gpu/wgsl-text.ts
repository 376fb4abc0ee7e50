/** Pieces of WGSL text. */

/** A number as a float32 literal. */
export function literal(value: number): string {
	const rounded = Math.fround(value);
	if (!Number.isFinite(rounded))
		throw new RangeError(`${value} is not a number that WGSL can hold`);
	return `${rounded}f`;
}
