/**
 * exp, tanh and the logistic sigmoid of four float32 at once.
 *
 * exp: x = n ln 2 + r with |r| <= ln 2 / 2 and ln 2 in two parts (Cody and Waite). Then e^r = 1 + r
 * + r^2 P(r), where P is a minimax polynomial of degree 4 (relative error 2^-28, found with the
 * Remez algorithm at 160 bits). test/tensor/math.test.ts measures the errors over all of float32.
 */

/** 1.5 * 2^23. Adding it rounds to an integer and leaves that integer in the low bits. */
@inline const ROUND: f32 = 12582912.0;
@inline const ROUND_BITS: i32 = 0x4b400000;
@inline const LOG2E: f32 = 1.44269504088896341;
/** ln 2 = 355/512 - 2.12e-4. The first part has 9 bits, so n times it is exact. */
@inline const LN2_HIGH: f32 = 0.693359375;
@inline const LN2_LOW: f32 = -2.12194440054690583e-4;

/** (e^r - 1 - r) / r^2 on |r| <= 0.348. */
@inline function expTail(r: v128): v128 {
	let p = f32x4.splat(0.001381401062);
	p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.008369000786));
	p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.04166841568));
	p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.1666651828));
	return f32x4.add(f32x4.mul(p, r), f32x4.splat(0.4999999329));
}

/** x / ln 2 rounded to an integer, plus ROUND. */
@inline function roundedOctaves(x: v128): v128 {
	return f32x4.add(f32x4.mul(x, f32x4.splat(LOG2E)), f32x4.splat(ROUND));
}

/** e^r - 1 for x = n ln 2 + r, where t = n + ROUND. The rounding of r does not enter the leading term. */
@inline function fraction(x: v128, t: v128): v128 {
	const n = f32x4.sub(t, f32x4.splat(ROUND));
	const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
	const low = f32x4.mul(n, f32x4.splat(LN2_LOW));
	const r = f32x4.sub(high, low);
	return f32x4.add(high, f32x4.sub(f32x4.mul(f32x4.mul(r, r), expTail(r)), low));
}

/** 2^n for integers |n| <= 126. */
@inline function powerOfTwo(n: v128): v128 {
	return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** p 2^n in two steps, because 2^n alone is not a normal number for n < -126 and for n = 128. t = n + ROUND. */
@inline function scale(p: v128, t: v128): v128 {
	const n = i32x4.sub(t, i32x4.splat(ROUND_BITS));
	const half = i32x4.shr_s(n, 1);
	return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** Keeps n in range. pmin and pmax return their first argument if it is NaN. */
@inline function clamp(x: v128): v128 {
	return f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-105));
}

/** e^x. Denormal results are rounded once. e^x is inf above 88.73 and 0 below -103.98. NaN gives NaN. */
@inline export function exp4(x: v128): v128 {
	x = clamp(x);
	const t = roundedOctaves(x);
	return scale(f32x4.add(f32x4.splat(1), fraction(x, t)), t);
}

/**
 * What the last rounding of exp4 dropped: exp4(x) + expRest4(x) is e^x to about 2^-26. The compiler
 * merges what both compute.
 */
@inline export function expRest4(x: v128): v128 {
	x = clamp(x);
	const t = roundedOctaves(x);
	const w = fraction(x, t);
	const rounded = f32x4.add(f32x4.splat(1), w);
	return scale(f32x4.sub(w, f32x4.sub(rounded, f32x4.splat(1))), t);
}

/**
 * tanh x. For |x| <= 0.55 it is x + x^3 T(x^2), with T minimax of degree 4 (relative error 2^-29).
 * Beyond, it is m / (m + 2) with m = e^{2|x|} - 1. The sign comes last.
 */
@inline export function tanh4(x: v128): v128 {
	const sign = v128.and(x, i32x4.splat(0x80000000));
	const a = f32x4.abs(x);
	const z = f32x4.mul(a, a);
	let p = f32x4.splat(-0.006265471538);
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.02106646706));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-0.05385130701));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.1333257936));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-0.3333331745));
	const near = f32x4.add(a, f32x4.mul(f32x4.mul(a, z), p));
	// Beyond 9.02 the result rounds to 1.
	const u = f32x4.pmin(f32x4.add(a, a), f32x4.splat(20));
	const t = roundedOctaves(u);
	const power = powerOfTwo(i32x4.sub(t, i32x4.splat(ROUND_BITS)));
	const m = f32x4.add(f32x4.mul(fraction(u, t), power), f32x4.sub(power, f32x4.splat(1)));
	const far = f32x4.div(m, f32x4.add(m, f32x4.splat(2)));
	return v128.or(v128.bitselect(near, far, f32x4.lt(a, f32x4.splat(0.55))), sign);
}

/**
 * 1 / (1 + e^-x). Let e^{-|x|} = N + L in two parts, let D be 1 + N rounded with error d, and let q
 * = N / D. The sigmoid of -|x| is then q + (1 - q) ((1 - q) L - q d) to first order, and that of
 * |x| is 1 minus it.
 */
@inline export function sigmoid4(x: v128): v128 {
	const one = f32x4.splat(1);
	const y = f32x4.neg(f32x4.abs(x));
	const N = exp4(y);
	const D = f32x4.add(one, N);
	const d = f32x4.sub(N, f32x4.sub(D, one));
	const q = f32x4.div(N, D);
	const rest = f32x4.sub(one, q);
	const correction = f32x4.sub(f32x4.mul(rest, expRest4(y)), f32x4.mul(q, d));
	const low = f32x4.add(q, f32x4.mul(rest, correction));
	return v128.bitselect(low, f32x4.sub(one, low), i32x4.shr_s(x, 31));
}
