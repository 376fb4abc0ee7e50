/**
 * log and softplus of four float32 at once.
 *
 * log: x = 2^k m with m in [sqrt(1/2), sqrt 2). Let f = m - 1 (exact) and s = f / (2 + f). Then
 * log(1 + f) = 2 atanh s = f - f^2/2 + s (f^2/2 + R) with R = s^2 P(s^2), as rearranged in Sun's
 * fdlibm. log1p on [0, 1] needs no reduction: log(1 + e) = e - s (e - R). P is a minimax polynomial
 * found with the Remez algorithm. Its degree is 3 for log (relative error 2^-37) and 4 for log1p
 * (2^-33).
 */
import { exp4, expRest4 } from "./exp.as";

@inline const SQRT_HALF_BITS: i32 = 0x3f3504f3;
@inline const ONE_BITS: i32 = 0x3f800000;
/** This has 15 bits, so k times it is exact. */
@inline const LN2_HIGH: f32 = 0.693145751953125;
@inline const LN2_LOW: f32 = 1.42860682030941723e-6;

/** ln x of any positive float32, including denormal ones. -inf at 0, NaN below 0. inf and NaN give themselves. */
@inline export function log4(x: v128): v128 {
	const denormal = f32x4.lt(x, f32x4.splat(1.17549435e-38));
	const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, denormal);
	const shifted = i32x4.add(scaled, i32x4.splat(ONE_BITS - SQRT_HALF_BITS));
	const exponent = i32x4.sub(i32x4.shr_u(shifted, 23), i32x4.splat(127));
	const k = f32x4.convert_i32x4_s(i32x4.sub(exponent, v128.and(denormal, i32x4.splat(23))));
	const m = i32x4.add(v128.and(shifted, i32x4.splat(0x7fffff)), i32x4.splat(SQRT_HALF_BITS));
	const f = f32x4.sub(m, f32x4.splat(1));
	const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)));
	const z = f32x4.mul(s, s);
	let p = f32x4.splat(0.2358999005);
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.2853691938));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.400003409));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.6666666562));
	const halfSquare = f32x4.mul(f32x4.mul(f, f), f32x4.splat(0.5));
	let y = f32x4.mul(s, f32x4.add(halfSquare, f32x4.mul(z, p)));
	y = f32x4.add(y, f32x4.mul(k, f32x4.splat(LN2_LOW)));
	y = f32x4.add(f32x4.sub(y, halfSquare), f);
	y = f32x4.add(y, f32x4.mul(k, f32x4.splat(LN2_HIGH)));
	// Ordinary numbers lie in (0, inf). All others are zero, negative, infinite or NaN.
	const ordinary = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, f32x4.splat(Infinity)));
	if (!i32x4.all_true(ordinary)) {
		// x + inf is inf for inf and finite x, and NaN for NaN. Zero and negative numbers are selected
		// next.
		let special = f32x4.add(x, f32x4.splat(Infinity));
		special = v128.bitselect(f32x4.splat(NaN), special, f32x4.lt(x, f32x4.splat(0)));
		special = v128.bitselect(f32x4.splat(-Infinity), special, f32x4.eq(x, f32x4.splat(0)));
		y = v128.bitselect(y, special, ordinary);
	}
	return y;
}

/** ln(1 + e + rest) for e in [0, 1] and rest within a rounding of e. It keeps its relative accuracy as e -> 0. */
@inline export function log1p4(e: v128, rest: v128): v128 {
	const s = f32x4.div(e, f32x4.add(e, f32x4.splat(2)));
	const z = f32x4.mul(s, s);
	let p = f32x4.splat(0.2430093301);
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.2142765849));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.2861688471));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.3999887775));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.6666667562));
	// The derivative 1 / (1 + e) equals 1 - 1.5 s within 0.04. This is enough to correct half a
	// rounding.
	const slope = f32x4.sub(f32x4.splat(1), f32x4.mul(s, f32x4.splat(1.5)));
	const small = f32x4.mul(s, f32x4.sub(e, f32x4.mul(z, p)));
	return f32x4.sub(e, f32x4.sub(small, f32x4.mul(rest, slope)));
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^{-|x|}). */
@inline export function softplus4(x: v128): v128 {
	const y = f32x4.neg(f32x4.abs(x));
	const tail = log1p4(exp4(y), expRest4(y));
	return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), tail);
}
