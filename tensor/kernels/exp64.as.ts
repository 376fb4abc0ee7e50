/**
 * exp of two float64: x = n ln 2 + r with |r| <= ln 2 / 2 and ln 2 in two parts (Cody and Waite), and e^r by its Taylor
 * series to r^13, whose remainder is below 2^-57 of it.
 */

/** 1.5 * 2^52. Adding it rounds to an integer and leaves that integer in the low bits. */
@inline const ROUND: f64 = 6755399441055744.0;

/** e^x for |x| <= 700. NaN gives NaN. */
@inline export function exp64(x: v128): v128 {
	const t = v128.add<f64>(v128.mul<f64>(x, f64x2.splat(1.442695040888963387)), f64x2.splat(ROUND));
	const n = v128.sub<f64>(t, f64x2.splat(ROUND));
	const r = v128.sub<f64>(
		v128.sub<f64>(x, v128.mul<f64>(n, f64x2.splat(6.9314718036912381649e-1))),
		v128.mul<f64>(n, f64x2.splat(1.90821492927058770002e-10)),
	);
	const z = v128.mul<f64>(r, r);
	// Even and odd powers are two chains that do not wait for each other.
	let even = v128.add<f64>(v128.mul<f64>(z, f64x2.splat(1 / 479001600.0)), f64x2.splat(1 / 3628800.0));
	let odd = v128.add<f64>(v128.mul<f64>(z, f64x2.splat(1 / 6227020800.0)), f64x2.splat(1 / 39916800.0));
	even = v128.add<f64>(v128.mul<f64>(z, even), f64x2.splat(1 / 40320.0));
	odd = v128.add<f64>(v128.mul<f64>(z, odd), f64x2.splat(1 / 362880.0));
	even = v128.add<f64>(v128.mul<f64>(z, even), f64x2.splat(1 / 720.0));
	odd = v128.add<f64>(v128.mul<f64>(z, odd), f64x2.splat(1 / 5040.0));
	even = v128.add<f64>(v128.mul<f64>(z, even), f64x2.splat(1 / 24.0));
	odd = v128.add<f64>(v128.mul<f64>(z, odd), f64x2.splat(1 / 120.0));
	even = v128.add<f64>(v128.mul<f64>(z, even), f64x2.splat(1 / 2.0));
	odd = v128.add<f64>(v128.mul<f64>(z, odd), f64x2.splat(1 / 6.0));
	odd = v128.add<f64>(v128.mul<f64>(z, odd), f64x2.splat(1));
	const tail = v128.add<f64>(v128.mul<f64>(z, even), v128.mul<f64>(r, odd));
	// The low bits of t are n, and the exponent has room for the rest of them to fall off.
	const power = v128.shl<i64>(v128.add<i64>(t, i64x2.splat(1023)), 52);
	return v128.mul<f64>(v128.add<f64>(f64x2.splat(1), tail), power);
}
