/** Sums of powers of series, and the largest value, from one pass; several tests of one column need them. */

export interface PowerSums {
	readonly count: number;
	/** Sums of x^2, x^3 and x^4, in order from the first value on. */
	readonly squares: number;
	readonly cubes: number;
	readonly fourth: number;
	/** The largest |x|. */
	readonly largest: number;
}

const known = new WeakMap<readonly Float64Array[], PowerSums>();

/** Of replicas that do not change any more: they are looked at once. */
export function powerSums(replicas: readonly Float64Array[]): PowerSums {
	const before = known.get(replicas);
	if (before !== undefined) return before;
	let count = 0;
	let squares = 0;
	let cubes = 0;
	let fourth = 0;
	let largest = 0;
	for (const series of replicas) {
		count += series.length;
		for (let i = 0; i < series.length; i++) {
			const value = series[i];
			const square = value * value;
			squares += square;
			cubes += square * value;
			fourth += square * square;
			const size = Math.abs(value);
			if (size > largest) largest = size;
		}
	}
	const sums = { count, squares, cubes, fourth, largest };
	known.set(replicas, sums);
	return sums;
}
