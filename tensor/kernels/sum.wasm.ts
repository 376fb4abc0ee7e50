/** Sums of float32 in float64. */

/** out[r] = scale * sum of row r, for `rows` rows of n float32, rounded once to float32. */
export function sumRows(rows: i32, n: i32, scale: f64, x: usize, out: usize): void {
	for (let r = 0; r < rows; r++) {
		let a = f64x2.splat(0),
			b = f64x2.splat(0);
		const end = x + ((<usize>n & ~3) << 2);
		while (x < end) {
			const v = v128.load(x);
			a = f64x2.add(a, f64x2.promote_low_f32x4(v));
			b = f64x2.add(b, f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 1)));
			x += 16;
		}
		a = f64x2.add(a, b);
		let sum = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
		for (let rest = n & 3; rest > 0; rest--) {
			sum += <f64>load<f32>(x);
			x += 4;
		}
		store<f32>(out, <f32>(sum * scale));
		out += 4;
	}
}
