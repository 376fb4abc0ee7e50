/**
 * Passes over series of measurements, in float64. A table holds two numbers for each series: the address of its
 * values and how many there are. Behind the values lie zeros. A sum over one series runs from its first value on, so
 * four sums at a time hide the latency of the additions without a change of digits.
 */

/** Values of a series that all lags see while they are in the cache. An even number. */
const chunk: i32 = 2048;

@inline function addressOf(table: usize, r: i32): usize {
	return load<u32>(table + ((<usize>r) << 3));
}

@inline function lengthOf(table: usize, r: i32): i32 {
	return load<i32>(table + ((<usize>r) << 3), 4);
}

@inline function at(values: usize, k: i32): f64 {
	return load<f64>(values + ((<usize>k) << 3));
}

/** Of values minus a centre, or of the squares of that. */
@inline function term(value: f64, centre: f64, squared: bool): f64 {
	const rest = value - centre;
	return squared ? rest * rest : rest;
}

@inline function sumFrom(sum: f64, x: usize, from: i32, n: i32, centre: f64, squared: bool): f64 {
	for (let i = from; i < n; i++) sum += term(at(x, i), centre, squared);
	return sum;
}

@inline function eachSum(count: i32, table: usize, centres: usize, out: usize, squared: bool): void {
	let r = 0;
	for (; r + 4 <= count; r += 4) {
		const n0 = lengthOf(table, r),
			n1 = lengthOf(table, r + 1),
			n2 = lengthOf(table, r + 2),
			n3 = lengthOf(table, r + 3);
		const x0 = addressOf(table, r),
			x1 = addressOf(table, r + 1),
			x2 = addressOf(table, r + 2),
			x3 = addressOf(table, r + 3);
		const c0 = at(centres, r),
			c1 = at(centres, r + 1),
			c2 = at(centres, r + 2),
			c3 = at(centres, r + 3);
		const common = min(min(n0, n1), min(n2, n3));
		let s0: f64 = 0,
			s1: f64 = 0,
			s2: f64 = 0,
			s3: f64 = 0;
		for (let i = 0; i < common; i++) {
			s0 += term(at(x0, i), c0, squared);
			s1 += term(at(x1, i), c1, squared);
			s2 += term(at(x2, i), c2, squared);
			s3 += term(at(x3, i), c3, squared);
		}
		const to = out + ((<usize>r) << 3);
		store<f64>(to, sumFrom(s0, x0, common, n0, c0, squared));
		store<f64>(to, sumFrom(s1, x1, common, n1, c1, squared), 8);
		store<f64>(to, sumFrom(s2, x2, common, n2, c2, squared), 16);
		store<f64>(to, sumFrom(s3, x3, common, n3, c3, squared), 24);
	}
	for (; r < count; r++)
		store<f64>(
			out + ((<usize>r) << 3),
			sumFrom(0, addressOf(table, r), 0, lengthOf(table, r), at(centres, r), squared),
		);
}

/** out[r] = sum of x - centre_r over series r. */
export function sums(count: i32, table: usize, centres: usize, out: usize): void {
	eachSum(count, table, centres, out, false);
}

/** out[r] = sum of (x - centre_r)^2 over series r. */
export function squares(count: i32, table: usize, centres: usize, out: usize): void {
	eachSum(count, table, centres, out, true);
}

/** x - centre_r in place of x. */
export function centre(count: i32, table: usize, centres: usize): void {
	for (let r = 0; r < count; r++) {
		const own = f64x2.splat(at(centres, r));
		const n = lengthOf(table, r);
		let x = addressOf(table, r);
		for (const end = x + ((<usize>(n & ~1)) << 3); x < end; x += 16) v128.store(x, f64x2.sub(v128.load(x), own));
		if (n & 1) store<f64>(x, load<f64>(x) - at(centres, r));
	}
}

/** x becomes 1 where it is at most `limit`, else 0. */
export function indicate(count: i32, table: usize, limit: f64): void {
	for (let r = 0; r < count; r++) {
		let x = addressOf(table, r);
		for (const end = x + ((<usize>lengthOf(table, r)) << 3); x < end; x += 8)
			store<f64>(x, load<f64>(x) <= limit ? 1.0 : 0.0);
	}
}

/** out: sums of x, x^2, x^3 and x^4 over all series, and the largest |x|. */
export function powers(count: i32, table: usize, out: usize): void {
	let first: f64 = 0,
		second: f64 = 0,
		third: f64 = 0,
		fourth: f64 = 0,
		largest: f64 = 0;
	for (let r = 0; r < count; r++) {
		let x = addressOf(table, r);
		for (const end = x + ((<usize>lengthOf(table, r)) << 3); x < end; x += 8) {
			const value = load<f64>(x),
				square = value * value,
				size = Math.abs(value);
			first += value;
			second += square;
			third += square * value;
			fourth += square * square;
			if (size > largest) largest = size;
		}
	}
	store<f64>(out, first);
	store<f64>(out, second, 8);
	store<f64>(out, third, 16);
	store<f64>(out, fourth, 24);
	store<f64>(out, largest, 32);
}

/** Means of consecutive batches, series by series; what is left at an end counts nowhere. */
export function batches(count: i32, table: usize, length: i32, out: usize): void {
	const bytes = (<usize>length) << 3,
		size = <f64>length;
	for (let r = 0; r < count; r++) {
		let x = addressOf(table, r);
		let left = lengthOf(table, r) / length;
		for (; left >= 4; left -= 4) {
			let s0: f64 = 0,
				s1: f64 = 0,
				s2: f64 = 0,
				s3: f64 = 0;
			for (let i = 0; i < length; i++) {
				s0 += at(x, i);
				s1 += at(x + bytes, i);
				s2 += at(x + 2 * bytes, i);
				s3 += at(x + 3 * bytes, i);
			}
			store<f64>(out, s0 / size);
			store<f64>(out, s1 / size, 8);
			store<f64>(out, s2 / size, 16);
			store<f64>(out, s3 / size, 24);
			out += 32;
			x += 4 * bytes;
		}
		for (; left > 0; left--) {
			store<f64>(out, sumFrom(0, x, 0, length, 0, false) / size);
			out += 8;
			x += bytes;
		}
	}
}

/** Takes from each of series of n values their mean at each place. @param shared f64[n + 1] */
export function withoutShared(count: i32, table: usize, n: i32, shared: usize): void {
	const size = f64x2.splat(<f64>count);
	const bytes = (<usize>((n + 1) & ~1)) << 3;
	memory.fill(shared, 0, bytes);
	for (let r = 0; r < count; r++) {
		const x = addressOf(table, r);
		for (let k: usize = 0; k < bytes; k += 16)
			v128.store(shared + k, f64x2.add(v128.load(shared + k), f64x2.div(v128.load(x + k), size)));
	}
	for (let r = 0; r < count; r++) {
		const x = addressOf(table, r);
		for (let k: usize = 0; k < bytes; k += 16) v128.store(x + k, f64x2.sub(v128.load(x + k), v128.load(shared + k)));
	}
}

/** out[k] += sum over all series and i of x_i x_{i + from + k}, k < lags. Each needs from + lags + 1 zeros behind it. */
export function laggedSums(count: i32, table: usize, from: i32, lags: i32, out: usize): void {
	for (let r = 0; r < count; r++) {
		const x = addressOf(table, r),
			n = lengthOf(table, r);
		for (let first = 0; first < n; first += chunk)
			laggedPart(min(chunk, n - first), x + ((<usize>first) << 3), from, lags, out);
	}
}

/** Lags that share one pass. */
const group: i32 = 8;

/**
 * out[k] += sum over i < n of x_i x_{i + from + k}, k < lags.
 *
 * @param n an odd one needs x_n = 0
 * @param x f64[n + from + lags + 1]
 * @param lags a multiple of 8
 */
function laggedPart(n: i32, x: usize, from: i32, lags: i32, out: usize): void {
	const end = x + ((<usize>((n + 1) & ~1)) << 3);
	for (let k = 0; k < lags; k += group) {
		let s0 = f64x2.splat(0),
			s1 = f64x2.splat(0),
			s2 = f64x2.splat(0),
			s3 = f64x2.splat(0),
			s4 = f64x2.splat(0),
			s5 = f64x2.splat(0),
			s6 = f64x2.splat(0),
			s7 = f64x2.splat(0);
		let far = x + ((<usize>(from + k)) << 3);
		for (let at = x; at < end; at += 16) {
			const here = v128.load(at);
			s0 = f64x2.add(s0, f64x2.mul(here, v128.load(far)));
			s1 = f64x2.add(s1, f64x2.mul(here, v128.load(far, 8)));
			s2 = f64x2.add(s2, f64x2.mul(here, v128.load(far, 16)));
			s3 = f64x2.add(s3, f64x2.mul(here, v128.load(far, 24)));
			s4 = f64x2.add(s4, f64x2.mul(here, v128.load(far, 32)));
			s5 = f64x2.add(s5, f64x2.mul(here, v128.load(far, 40)));
			s6 = f64x2.add(s6, f64x2.mul(here, v128.load(far, 48)));
			s7 = f64x2.add(s7, f64x2.mul(here, v128.load(far, 56)));
			far += 16;
		}
		addPair(out, s0, s1);
		addPair(out + 16, s2, s3);
		addPair(out + 32, s4, s5);
		addPair(out + 48, s6, s7);
		out += 64;
	}
}

@inline function addPair(out: usize, a: v128, b: v128): void {
	const lower = v128.shuffle<f64>(a, b, 0, 2),
		upper = v128.shuffle<f64>(a, b, 1, 3);
	v128.store(out, f64x2.add(v128.load(out), f64x2.add(lower, upper)));
}
