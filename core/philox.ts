/**
 * Philox4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy
 * as 1, 2, 3" (SC11). 128 bits of counter and 64 bits of key give 128 random bits, with no state:
 * any number of a stream can be computed anywhere, on the host, in a kernel or on a GPU.
 * Multipliers and Weyl constants are those of the paper, table 2.
 */

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

function highProduct(a: number, b: number): number {
	const aLow = a & 0xffff;
	const aHigh = a >>> 16;
	const bLow = b & 0xffff;
	const bHigh = b >>> 16;
	const low = aLow * bLow;
	const middle = aHigh * bLow + (low >>> 16);
	const middle2 = aLow * bHigh + (middle & 0xffff);
	return (
		(aHigh * bHigh + Math.floor(middle / 0x10000) + (middle2 >>> 16)) >>> 0
	);
}

/**
 * Writes the four 32-bit words of one block to `out`.
 * `counter` holds four and `key` two unsigned 32-bit words, least significant first.
 */
export function philox4x32(
	counter: ArrayLike<number>,
	key: readonly [number, number],
	out: Uint32Array,
): void {
	let c0 = counter[0] >>> 0;
	let c1 = counter[1] >>> 0;
	let c2 = counter[2] >>> 0;
	let c3 = counter[3] >>> 0;
	let k0 = key[0] >>> 0;
	let k1 = key[1] >>> 0;
	for (let round = 0; round < 10; round++) {
		const high0 = highProduct(M0, c0);
		const low0 = Math.imul(M0, c0) >>> 0;
		const high1 = highProduct(M1, c2);
		const low1 = Math.imul(M1, c2) >>> 0;
		c0 = (high1 ^ c1 ^ k0) >>> 0;
		c1 = low1;
		c2 = (high0 ^ c3 ^ k1) >>> 0;
		c3 = low0;
		k0 = (k0 + W0) >>> 0;
		k1 = (k1 + W1) >>> 0;
	}
	out[0] = c0;
	out[1] = c1;
	out[2] = c2;
	out[3] = c3;
}
