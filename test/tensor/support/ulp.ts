/** Distances in units in the last place of float32. */

const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

/** The float32 with these bits. */
export function fromBits(bits: number): number {
	word[0] = bits;
	return single[0];
}

/** Spacing of float32 at the magnitude of a real number. */
function unitInLastPlace(value: number): number {
	const magnitude = Math.max(Math.abs(value), 2 ** -126);
	return 2 ** (Math.floor(Math.log2(magnitude)) - 23);
}

/**
 * Distance of a float32 result from the exact value: 0 when both are the same special value or
 * overflow alike, infinite when only one is finite.
 */
export function ulpDistance(result: number, exact: number): number {
	if (Object.is(result, Math.fround(exact))) return 0;
	if (Number.isNaN(result) && Number.isNaN(exact)) return 0;
	if (!Number.isFinite(result) || !Number.isFinite(Math.fround(exact)))
		return Number.POSITIVE_INFINITY;
	return Math.abs(result - exact) / unitInLastPlace(exact);
}
