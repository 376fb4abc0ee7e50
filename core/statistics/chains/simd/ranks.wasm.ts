/** The order of numbers, and scores of their ranks. Numbers are float64 without NaN. */

const digitBits: i32 = 11;
const buckets: i32 = 1 << digitBits;
/** Moves of the insertion sort for each number, beyond which it is given up. */
const mostMoves: i32 = 8;

/** Bits of a number as an integer in the order of the numbers: all bits of a negative one flipped, else the sign. */
@inline function keyOf(value: f64): u64 {
	const bits = reinterpret<i64>(value);
	return <u64>(bits ^ ((bits >> 63) | i64.MIN_VALUE));
}

@inline function numberOf(key: u64): f64 {
	const bits = <i64>key;
	return reinterpret<f64>(bits < 0 ? bits ^ i64.MIN_VALUE : ~bits);
}

/** One stable pass of a radix sort: keys with their places, by the bits from `shift` on. */
function pass(n: i32, shift: u64, starts: usize, keys: usize, places: usize, toKeys: usize, toPlaces: usize): void {
	memory.fill(starts, 0, (<usize>buckets) << 2);
	for (let i = 0; i < n; i++) {
		const digit = <usize>((load<u64>(keys + ((<usize>i) << 3)) >> shift) & (buckets - 1));
		const at = starts + (digit << 2);
		store<u32>(at, load<u32>(at) + 1);
	}
	let start: u32 = 0;
	for (let at = starts; at < starts + ((<usize>buckets) << 2); at += 4) {
		const size = load<u32>(at);
		store<u32>(at, start);
		start += size;
	}
	for (let i = 0; i < n; i++) {
		const key = load<u64>(keys + ((<usize>i) << 3));
		const at = starts + ((<usize>((key >> shift) & (buckets - 1))) << 2);
		const to = load<u32>(at);
		store<u32>(at, to + 1);
		store<u64>(toKeys + ((<usize>to) << 3), key);
		store<u32>(toPlaces + ((<usize>to) << 2), load<u32>(places + ((<usize>i) << 2)));
	}
}

/** Puts right what the upper bits left; false where that takes too many moves. */
function insert(n: i32, keys: usize, places: usize): bool {
	let moves = mostMoves * n;
	for (let i = 1; i < n; i++) {
		const key = load<u64>(keys + ((<usize>i) << 3));
		if (load<u64>(keys + ((<usize>(i - 1)) << 3)) <= key) continue;
		const place = load<u32>(places + ((<usize>i) << 2));
		let to = i;
		while (to > 0 && load<u64>(keys + ((<usize>(to - 1)) << 3)) > key) {
			store<u64>(keys + ((<usize>to) << 3), load<u64>(keys + ((<usize>(to - 1)) << 3)));
			store<u32>(places + ((<usize>to) << 2), load<u32>(places + ((<usize>(to - 1)) << 2)));
			to--;
		}
		store<u64>(keys + ((<usize>to) << 3), key);
		store<u32>(places + ((<usize>to) << 2), place);
		moves -= i - to;
		if (moves < 0) return false;
	}
	return true;
}

/** Passes from a bit of the key on, there and back between two places. Three end in the second, six in the first. */
function radix(n: i32, lowest: i32, values: usize, starts: usize, first: usize, second: usize): void {
	for (let i = 0; i < n; i++) {
		store<u64>(first + ((<usize>i) << 3), keyOf(load<f64>(values + ((<usize>i) << 3))));
		store<u32>(first + ((<usize>n) << 3) + ((<usize>i) << 2), i);
	}
	let from = first,
		to = second;
	const behind = (<usize>n) << 3;
	for (let shift = lowest; shift < 64; shift += digitBits) {
		pass(n, shift, starts, from, from + behind, to, to + behind);
		const before = from;
		from = to;
		to = before;
	}
}

/**
 * Sorts: `places` are indices of `values` from the smallest to the largest, equal ones in their order, -0 before 0.
 * Three passes over the upper 33 bits leave few pairs to put right. Numbers that differ in lower bits alone take six.
 *
 * @param values f64[n] in, sorted out
 * @param places u32[n]
 * @param scratch 24 n + 8192 bytes
 */
export function sort(n: i32, values: usize, places: usize, scratch: usize): void {
	const bytes = 12 * <usize>n;
	const first = scratch + ((<usize>buckets) << 2),
		second = first + ((bytes + 7) & ~7);
	radix(n, 31, values, scratch, first, second);
	let found = second;
	if (!insert(n, second, second + ((<usize>n) << 3))) {
		radix(n, 0, values, scratch, first, second);
		found = first;
	}
	for (let i = 0; i < n; i++) store<f64>(values + ((<usize>i) << 3), numberOf(load<u64>(found + ((<usize>i) << 3))));
	memory.copy(places, found + ((<usize>n) << 3), (<usize>n) << 2);
}

/** |x - median| in ascending order, with places: what lies below the median and what lies above it, merged. */
export function fold(n: i32, sorted: usize, places: usize, median: f64, distances: usize, toPlaces: usize): void {
	let above = 0;
	while (above < n && load<f64>(sorted + ((<usize>above) << 3)) < median) above++;
	let below = above - 1;
	for (let k = 0; k < n; k++) {
		const up = above < n ? Math.abs(load<f64>(sorted + ((<usize>above) << 3)) - median) : Infinity;
		const down = below >= 0 ? Math.abs(load<f64>(sorted + ((<usize>below) << 3)) - median) : Infinity;
		const takesAbove = below < 0 || (above < n && up < down);
		store<f64>(distances + ((<usize>k) << 3), takesAbove ? up : down);
		store<u32>(toPlaces + ((<usize>k) << 2), load<u32>(places + ((<usize>(takesAbove ? above++ : below--)) << 2)));
	}
}

/**
 * The score of every number at its place. Equal numbers share the mean of the ranks that they occupy.
 *
 * @param table f64[2 n + 1]: scores by twice the rank, NaN where one is not known
 * @returns whether all scores are known
 */
export function score(n: i32, sorted: usize, places: usize, table: usize, scores: usize): bool {
	for (let first = 0; first < n; ) {
		const value = load<f64>(sorted + ((<usize>first) << 3));
		let end = first + 1;
		while (end < n && load<f64>(sorted + ((<usize>end) << 3)) === value) end++;
		const own = load<f64>(table + ((<usize>(first + end + 1)) << 3));
		if (!(own > -Infinity)) return false;
		for (; first < end; first++) store<f64>(scores + ((<usize>load<u32>(places + ((<usize>first) << 2))) << 3), own);
	}
	return true;
}
