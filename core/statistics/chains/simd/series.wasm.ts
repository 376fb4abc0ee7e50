/** Passes over series of measurements, in float64. */

/** Lags that share one pass. */
const group: i32 = 8;

/**
 * out[k] += sum over i < n of x_i x_{i + from + k}, k < lags.
 *
 * @param n an odd one needs x_n = 0
 * @param x f64[n + from + lags + 1]
 * @param lags a multiple of 8
 */
export function laggedSums(n: i32, x: usize, from: i32, lags: i32, out: usize): void {
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
