/**
 * Turns of numbers into bases and back, and the matrices of slopes (../bases.ts), in float64. A block of numbers is
 * [before, length, behind], and an axis of it has `length` places.
 */

/** Rows of a product that are computed side by side. */
const tall: i32 = 4;
const bytes: usize = 8;

@inline function splat(address: usize): v128 {
	return v128.load64_splat(address);
}

@inline function madd(sum: v128, a: v128, b: v128): v128 {
	return f64x2.add(sum, f64x2.mul(a, b));
}

/** `panel` <- the rows from `row` on, place by place; missing rows are zero. */
function pack(row: i32, rows: i32, inner: i32, a: usize, aRow: usize, aInner: usize, panel: usize): void {
	for (let r = 0; r < tall; r++) {
		let to = panel + <usize>r * bytes;
		let from = a + <usize>(row + r) * aRow;
		const present = row + r < rows;
		for (let i = 0; i < inner; i++) {
			store<f64>(to, present ? load<f64>(from) : 0.0);
			to += tall * bytes;
			from += aInner;
		}
	}
}

/** Four rows by four columns, or by two. */
@inline function tile(
	wide: bool,
	valid: i32,
	inner: i32,
	panel: usize,
	b: usize,
	bRow: usize,
	c: usize,
	cRow: usize,
): void {
	const zero = f64x2.splat(0);
	let s0 = zero,
		s1 = zero,
		s2 = zero,
		s3 = zero;
	let t0 = zero,
		t1 = zero,
		t2 = zero,
		t3 = zero;
	for (const end = panel + <usize>inner * tall * bytes; panel < end; panel += tall * bytes) {
		const x = v128.load(b);
		const y = wide ? v128.load(b, 16) : zero;
		const a0 = splat(panel),
			a1 = splat(panel + 8),
			a2 = splat(panel + 16),
			a3 = splat(panel + 24);
		s0 = madd(s0, a0, x);
		s1 = madd(s1, a1, x);
		s2 = madd(s2, a2, x);
		s3 = madd(s3, a3, x);
		if (wide) {
			t0 = madd(t0, a0, y);
			t1 = madd(t1, a1, y);
			t2 = madd(t2, a2, y);
			t3 = madd(t3, a3, y);
		}
		b += bRow;
	}
	v128.store(c, s0);
	if (wide) v128.store(c, t0, 16);
	if (valid > 1) {
		v128.store(c + cRow, s1);
		if (wide) v128.store(c + cRow, t1, 16);
	}
	if (valid > 2) {
		v128.store(c + 2 * cRow, s2);
		if (wide) v128.store(c + 2 * cRow, t2, 16);
	}
	if (valid > 3) {
		v128.store(c + 3 * cRow, s3);
		if (wide) v128.store(c + 3 * cRow, t3, 16);
	}
}

/** The last column of an odd number of them. */
function column(valid: i32, inner: i32, panel: usize, b: usize, bRow: usize, c: usize, cRow: usize): void {
	for (let r = 0; r < valid; r++) {
		let sum: f64 = 0;
		let from = b;
		let factor = panel + <usize>r * bytes;
		for (let i = 0; i < inner; i++) {
			sum += load<f64>(factor) * load<f64>(from);
			factor += tall * bytes;
			from += bRow;
		}
		store<f64>(c + <usize>r * cRow, sum);
	}
}

/**
 * c[row, k] <- sum_i a[row, i] b[i, k], where a row of b and of c has `columns` numbers without gaps. Strides of a
 * are in bytes.
 * @param panel room for 4 * inner numbers
 * @param lower leaves out what lies above the diagonal of c, or most of it
 */
function multiply(
	rows: i32,
	inner: i32,
	columns: i32,
	a: usize,
	aRow: usize,
	aInner: usize,
	b: usize,
	c: usize,
	panel: usize,
	lower: bool = false,
): void {
	const stride = <usize>columns * bytes;
	for (let row = 0; row < rows; row += tall) {
		const valid = min(tall, rows - row);
		const last = lower ? min(columns, row + tall) : columns;
		pack(row, rows, inner, a, aRow, aInner, panel);
		let from = b;
		let to = c + <usize>row * stride;
		let k = 0;
		for (; k + 4 <= last; k += 4) {
			tile(true, valid, inner, panel, from, stride, to, stride);
			from += 4 * bytes;
			to += 4 * bytes;
		}
		if (k + 2 <= last) {
			tile(false, valid, inner, panel, from, stride, to, stride);
			from += 2 * bytes;
			to += 2 * bytes;
			k += 2;
		}
		if (k < last) column(valid, inner, panel, from, stride, to, stride);
	}
}

/**
 * out[p, j, k] <- sum_i matrix[i, j] values[p, i, k]
 * @param panel room for 4 * length numbers
 */
export function turn(
	before: i32,
	length: i32,
	behind: i32,
	matrix: usize,
	values: usize,
	out: usize,
	panel: usize,
): void {
	const row = <usize>length * bytes;
	if (behind === 1) {
		multiply(before, length, length, values, row, bytes, matrix, out, panel);
		return;
	}
	const part = row * <usize>behind;
	for (let p = 0; p < before; p++) {
		multiply(length, length, behind, matrix, bytes, row, values, out, panel);
		values += part;
		out += part;
	}
}

/** out[j, i] <- matrix[i, j], [rows, columns] before. */
export function transpose(rows: i32, columns: i32, matrix: usize, out: usize): void {
	for (let i = 0; i < rows; i++) {
		let to = out + <usize>i * bytes;
		for (let j = 0; j < columns; j++) {
			store<f64>(to, load<f64>(matrix));
			matrix += bytes;
			to += <usize>rows * bytes;
		}
	}
}

/**
 * gram[i, j] <- keep gram[i, j] + (1 - keep) sum over p and k of slopes[p, i, k] slopes[p, j, k]
 * @param sums room for length * length numbers
 * @param columns room for as many numbers as there are slopes
 * @param panel room for 4 * before * behind numbers
 */
export function gather(
	before: i32,
	length: i32,
	behind: i32,
	slopes: usize,
	keep: f64,
	gram: usize,
	sums: usize,
	columns: usize,
	panel: usize,
): void {
	const row = <usize>length * bytes;
	const inner = before * behind;
	let b = slopes;
	if (behind > 1) {
		const part = row * <usize>behind;
		for (let p = 0; p < before; p++) transpose(length, behind, slopes + <usize>p * part, columns + <usize>p * part);
		b = columns;
	}
	multiply(length, inner, length, b, bytes, row, b, sums, panel, true);
	for (let i = 0; i < length; i++) {
		for (let j = 0; j <= i; j++) {
			const at = <usize>i * row + <usize>j * bytes;
			const value = keep * load<f64>(gram + at) + (1 - keep) * load<f64>(sums + at);
			store<f64>(gram + at, value);
			store<f64>(gram + <usize>j * row + <usize>i * bytes, value);
		}
	}
}
