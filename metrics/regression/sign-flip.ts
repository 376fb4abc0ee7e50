/**
 * Exact sign-flip test of paired differences (R. A. Fisher, The Design of Experiments, 1935, sec. 21):
 * if the pairs are exchangeable, every pattern of signs is equally likely. Its smallest one-sided
 * p-value is 2^-n, so a level of 1e-3 needs ten pairs.
 */

const mostPairs = 22;

/**
 * One-sided p-value of "the differences are not above `bound` on average": the share of the 2^n sign
 * patterns of (difference - bound) whose sum is at least the observed one.
 * @throws RangeError for no pairs, or over 22
 */
export function signFlipAbove(
	differences: readonly number[],
	bound = 0,
): number {
	const count = differences.length;
	if (count === 0 || count > mostPairs) {
		throw new RangeError(
			`the sign-flip test takes 1 to ${mostPairs} pairs, got ${count}`,
		);
	}
	const shifted = differences.map((value) => value - bound);
	const observed = shifted.reduce((sum, value) => sum + value, 0);
	const scale = shifted.reduce((sum, value) => sum + Math.abs(value), 0);
	let sum = observed;
	let atLeast = 0;
	const signs = new Int8Array(count).fill(1);
	const total = 2 ** count;
	for (let pattern = 0; pattern < total; pattern++) {
		// The slack keeps patterns that are equal in exact arithmetic.
		if (sum >= observed - 1e-12 * scale) atLeast++;
		// Gray code: one sign changes from each pattern to the next.
		const flip = Math.clz32((pattern + 1) & -(pattern + 1)) ^ 31;
		if (flip >= count) break;
		signs[flip] = -signs[flip] as 1 | -1;
		sum += 2 * signs[flip] * shifted[flip];
	}
	return atLeast / total;
}
