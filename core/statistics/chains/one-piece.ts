/**
 * Arrays of zeros of given lengths in one piece of memory. Many small arrays cost the garbage collector more
 * than their contents.
 */
export function asLongAs(series: readonly Float64Array[]): Float64Array[] {
	const all = new Float64Array(
		series.reduce((sum, { length }) => sum + length, 0),
	);
	let at = 0;
	return series.map(({ length }) => {
		const own = all.subarray(at, at + length);
		at += length;
		return own;
	});
}
