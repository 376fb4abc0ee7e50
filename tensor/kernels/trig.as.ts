/**
 * sin and cos of four float32 at once.
 *
 * |x| = n pi/2 + r with |r| <= pi/4. Up to |x| = 8192 the reduction subtracts pi/2 in four parts of
 * 8, 11, 11 and 24 bits (Cody and Waite), so n times each of the first three is exact. Larger
 * numbers are reduced lane by lane with as many bits of 2/pi as they need (Payne and Hanek). The
 * polynomials are minimax in r^2 of degree 2, with relative errors 2^-28 (sin) and 2^-33 (cos).
 */

@inline const LIMIT: f32 = 8192;
@inline const ROUND: f32 = 12582912.0;
@inline const ROUND_BITS: i32 = 0x4b400000;
@inline const TWO_OVER_PI: f32 = 0.636619772367581343;
@inline const PART_1: f32 = 1.5703125;
@inline const PART_2: f32 = 4.837512969970703125e-4;
@inline const PART_3: f32 = 7.5495336204767227173e-8;
@inline const PART_4: f32 = 2.5633441515945187882e-12;

/** n = |x| 2/pi rounded, plus ROUND. */
@inline function quadrant(a: v128): v128 {
	return f32x4.add(f32x4.mul(a, f32x4.splat(TWO_OVER_PI)), f32x4.splat(ROUND));
}

@inline function remainder(a: v128, t: v128): v128 {
	const n = f32x4.sub(t, f32x4.splat(ROUND));
	let r = f32x4.sub(a, f32x4.mul(n, f32x4.splat(PART_1)));
	r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(PART_2)));
	// The third difference rounds. Its error is added back with the fourth part, so r is rounded
	// once.
	const third = f32x4.mul(n, f32x4.splat(PART_3));
	const next = f32x4.sub(r, third);
	const error = f32x4.sub(f32x4.sub(r, next), third);
	return f32x4.add(next, f32x4.sub(error, f32x4.mul(n, f32x4.splat(PART_4))));
}

/** sin r for |r| <= pi/4, given z = r^2. */
@inline function sine(r: v128, z: v128): v128 {
	let p = f32x4.splat(-0.0001951669982);
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.008332173858));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-0.1666665488));
	return f32x4.add(r, f32x4.mul(f32x4.mul(r, z), p));
}

/** cos r for |r| <= pi/4, given z = r^2. */
@inline function cosine(z: v128): v128 {
	let p = f32x4.splat(2.443246397e-5);
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-0.00138873103));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.04166664556));
	p = f32x4.mul(f32x4.mul(z, z), p);
	return f32x4.add(f32x4.sub(f32x4.splat(1), f32x4.mul(z, f32x4.splat(0.5))), p);
}

/** sin x. The relative accuracy holds for every float32, also next to multiples of pi. NaN at infinity. */
@inline export function sin4(x: v128): v128 {
	const a = f32x4.abs(x);
	const t = quadrant(a);
	const r = remainder(a, t);
	const z = f32x4.mul(r, r);
	const n = i32x4.sub(t, i32x4.splat(ROUND_BITS));
	const odd = i32x4.shr_s(i32x4.shl(n, 31), 31);
	const magnitude = v128.bitselect(cosine(z), sine(r, z), odd);
	// The sign is that of x, reversed in quadrants 2 and 3.
	const flip = v128.xor(i32x4.shl(i32x4.shr_u(n, 1), 31), v128.and(x, i32x4.splat(0x80000000)));
	const y = v128.xor(magnitude, flip);
	const far = f32x4.gt(a, f32x4.splat(LIMIT));
	return v128.any_true(far) ? patch(x, y, 0) : y;
}

/** cos x, with the accuracy of sin4. */
@inline export function cos4(x: v128): v128 {
	const a = f32x4.abs(x);
	const t = quadrant(a);
	const r = remainder(a, t);
	const z = f32x4.mul(r, r);
	const n = i32x4.sub(t, i32x4.splat(ROUND_BITS));
	const odd = i32x4.shr_s(i32x4.shl(n, 31), 31);
	const magnitude = v128.bitselect(sine(r, z), cosine(z), odd);
	// The sign is negative in quadrants 1 and 2.
	const flip = i32x4.shl(i32x4.shr_u(i32x4.add(n, i32x4.splat(1)), 1), 31);
	const y = v128.xor(magnitude, flip);
	const far = f32x4.gt(a, f32x4.splat(LIMIT));
	return v128.any_true(far) ? patch(x, y, 1) : y;
}

/** Replaces the lanes beyond LIMIT. `shift` is 0 for sin and 1 for cos. */
function patch(x: v128, y: v128, shift: i32): v128 {
	const x0 = f32x4.extract_lane(x, 0);
	const x1 = f32x4.extract_lane(x, 1);
	const x2 = f32x4.extract_lane(x, 2);
	const x3 = f32x4.extract_lane(x, 3);
	if (abs(x0) > LIMIT) y = f32x4.replace_lane(y, 0, far(x0, shift));
	if (abs(x1) > LIMIT) y = f32x4.replace_lane(y, 1, far(x1, shift));
	if (abs(x2) > LIMIT) y = f32x4.replace_lane(y, 2, far(x2, shift));
	if (abs(x3) > LIMIT) y = f32x4.replace_lane(y, 3, far(x3, shift));
	return y;
}

/** sin(x + shift pi/2) of one large number. */
function far(x: f32, shift: i32): f32 {
	const bits = reinterpret<u32>(x);
	const biased = (bits >> 23) & 255;
	if (biased === 255) return NaN;
	// |x| = m 2^e with a 24-bit integer m. Bits of 2/pi above 2^(2-e) add multiples of 2 pi and are
	// dropped.
	const m = <u64>((bits & 0x7fffff) | 0x800000);
	const e = <i32>biased - 150;
	const position = <u32>(e - 2 + 32);
	const word = position >> 5;
	const within = <u64>(position & 31);
	const w0 = <u64>twoOverPi(word);
	const w1 = <u64>twoOverPi(word + 1);
	const w2 = <u64>twoOverPi(word + 2);
	const w3 = <u64>twoOverPi(word + 3);
	const high = (((w0 << 32) | w1) << within) | ((w2 << within) >> 32);
	const low = (((w2 << 32) | w3) << within) >> 32;
	// |x| 2/pi modulo 4 as a 64-bit fraction of 4.
	const turn = m * high + ((m * low) >> 32);
	const n = <i32>((turn + ((<u64>1) << 61)) >> 62);
	const fraction = <i64>(turn - ((<u64>n) << 62));
	const r = <f64>fraction * (1.57079632679489661923 / 4611686018427387904.0);
	const negative = <bool>(bits >> 31);
	const q = (negative ? -n : n) + shift;
	const s = negative ? -r : r;
	const z = s * s;
	const value = q & 1 ? cosineWide(z) : sineWide(s, z);
	return <f32>(q & 2 ? -value : value);
}

/**
 * Words of the bits of 2/pi after the point, after one word of zeros. It is a switch because a
 * table would be static data.
 */
function twoOverPi(word: u32): u32 {
	switch (word) {
		case 0:
			return 0;
		case 1:
			return 0xa2f9836e;
		case 2:
			return 0x4e441529;
		case 3:
			return 0xfc2757d1;
		case 4:
			return 0xf534ddc0;
		case 5:
			return 0xdb629599;
		case 6:
			return 0x3c439041;
		case 7:
			return 0xfe5163ab;
		default:
			return 0xdebbc561;
	}
}

/** Taylor series in float64 with a relative error of 1e-11 for |s| <= pi/4. */
function sineWide(s: f64, z: f64): f64 {
	const p = -1.0 / 6 + z * (1.0 / 120 + z * (-1.0 / 5040 + z * (1.0 / 362880 + z * (-1.0 / 39916800))));
	return s + s * z * p;
}

function cosineWide(z: f64): f64 {
	const p = 1.0 / 24 + z * (-1.0 / 720 + z * (1.0 / 40320 + z * (-1.0 / 3628800 + z * (1.0 / 479001600))));
	return 1 - 0.5 * z + z * z * p;
}
