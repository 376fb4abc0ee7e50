/**
 * Standard normals by Box and Muller's transform, and logarithms of uniforms, from words of
 * tensor/kernels/philox.as.ts, in float32 and float64.
 *
 * log, sine and cosine are polynomials on reduced arguments. Their coefficients are those of fdlibm
 * (Sun Microsystems, e_log.c, k_sin.c, k_cos.c) in float64, and of Cephes (Moshier, sinf.c) and
 * FreeBSD msun (e_logf.c) in float32. The angle is reduced as an integer, so the reduction is
 * exact.
 */

/** Sine or cosine of angle = quadrant * pi/2 + r, from sin r and cos r; `odd` marks odd quadrants. */
@inline function rotate(even: v128, other: v128, quadrant: v128, signs: v128): v128 {
	const odd = v128.ne<i32>(v128.and(quadrant, i32x4.splat(1)), i32x4.splat(0));
	return v128.xor(v128.bitselect(other, even, odd), signs);
}

/** Natural logarithm of positive float32 numbers. */
@inline export function log32(x: v128): v128 {
	const bits = v128.sub<i32>(x, i32x4.splat(0x3f3504f3)); // sqrt(1/2)
	const k = v128.convert<i32>(v128.shr<i32>(bits, 23));
	const mantissa = v128.add<i32>(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
	const f = v128.sub<f32>(mantissa, f32x4.splat(1));
	const s = v128.div<f32>(f, v128.add<f32>(f, f32x4.splat(2)));
	const z = v128.mul<f32>(s, s);
	let r = v128.add<f32>(v128.mul<f32>(z, f32x4.splat(0.24279078841)), f32x4.splat(0.28498786688));
	r = v128.add<f32>(v128.mul<f32>(z, r), f32x4.splat(0.40000972152));
	r = v128.mul<f32>(z, v128.add<f32>(v128.mul<f32>(z, r), f32x4.splat(0.66666662693)));
	const half = v128.mul<f32>(f32x4.splat(0.5), v128.mul<f32>(f, f));
	const tail = v128.add<f32>(v128.mul<f32>(s, v128.add<f32>(half, r)), v128.mul<f32>(k, f32x4.splat(9.0580006145e-6)));
	return v128.sub<f32>(v128.mul<f32>(k, f32x4.splat(0.69313812256)), v128.sub<f32>(v128.sub<f32>(half, tail), f));
}

/** Natural logarithm of positive, normal float64 numbers. */
@inline export function log64(x: v128): v128 {
	const offset = 0x3fe6a09e667f3bcd; // sqrt(1/2)
	const bits = v128.sub<i64>(x, i64x2.splat(offset));
	// The exponent plus 1023 is a small positive integer: added to the bits of 2^52 + 2^51 it becomes a float64.
	const biased = v128.shr<u64>(v128.add<i64>(bits, i64x2.splat(1023 << 52)), 52);
	const k = v128.sub<f64>(
		v128.add<i64>(biased, i64x2.splat(0x4338000000000000)),
		i64x2.splat(0x4338000000000000 + 1023),
	);
	const mantissa = v128.add<i64>(v128.and(bits, i64x2.splat(0x000fffffffffffff)), i64x2.splat(offset));
	const f = v128.sub<f64>(mantissa, f64x2.splat(1));
	const s = v128.div<f64>(f, v128.add<f64>(f, f64x2.splat(2)));
	const z = v128.mul<f64>(s, s);
	let r = v128.add<f64>(v128.mul<f64>(z, f64x2.splat(1.479819860511658591e-1)), f64x2.splat(1.531383769920937332e-1));
	r = v128.add<f64>(v128.mul<f64>(z, r), f64x2.splat(1.818357216161805012e-1));
	r = v128.add<f64>(v128.mul<f64>(z, r), f64x2.splat(2.222219843214978396e-1));
	r = v128.add<f64>(v128.mul<f64>(z, r), f64x2.splat(2.857142874366239149e-1));
	r = v128.add<f64>(v128.mul<f64>(z, r), f64x2.splat(3.999999999940941908e-1));
	r = v128.mul<f64>(z, v128.add<f64>(v128.mul<f64>(z, r), f64x2.splat(6.66666666666673513e-1)));
	const half = v128.mul<f64>(f64x2.splat(0.5), v128.mul<f64>(f, f));
	const tail = v128.add<f64>(
		v128.mul<f64>(s, v128.add<f64>(half, r)),
		v128.mul<f64>(k, f64x2.splat(1.90821492927058770002e-10)),
	);
	return v128.sub<f64>(
		v128.mul<f64>(k, f64x2.splat(6.9314718036912381649e-1)),
		v128.sub<f64>(v128.sub<f64>(half, tail), f),
	);
}

/** Two normals a lane, times `scale`, at `target` and the site after: radius from one word, angle from another. */
@inline export function boxMuller32(first: v128, second: v128, scale: v128, target: usize): void {
	// 31 bits: signed integers are the ones that convert in one instruction.
	const uniform = v128.add<f32>(
		v128.mul<f32>(v128.convert<i32>(v128.shr<u32>(first, 1)), f32x4.splat(4.656612873077393e-10)),
		f32x4.splat(2.3283064365386963e-10),
	);
	const radius = v128.sqrt<f32>(v128.mul<f32>(log32(uniform), f32x4.splat(-2)));
	const shifted = v128.add<i32>(second, i32x4.splat(0x20000000));
	const quadrant = v128.shr<u32>(shifted, 30);
	// Distance to the nearest multiple of a quarter turn, in units of 2^-32 turns.
	const rest = v128.sub<i32>(v128.and(shifted, i32x4.splat(0x3fffffff)), i32x4.splat(0x20000000));
	const r = v128.mul<f32>(v128.convert<i32>(rest), f32x4.splat(1.4629180792671596e-9)); // 2 pi / 2^32
	const z = v128.mul<f32>(r, r);
	let s = v128.add<f32>(v128.mul<f32>(z, f32x4.splat(-1.9515295891e-4)), f32x4.splat(8.3321608736e-3));
	s = v128.add<f32>(v128.mul<f32>(z, s), f32x4.splat(-1.6666654611e-1));
	s = v128.add<f32>(r, v128.mul<f32>(v128.mul<f32>(z, r), s));
	let c = v128.add<f32>(v128.mul<f32>(z, f32x4.splat(2.443315711809948e-5)), f32x4.splat(-1.388731625493765e-3));
	c = v128.add<f32>(v128.mul<f32>(z, c), f32x4.splat(4.166664568298827e-2));
	c = v128.add<f32>(
		v128.mul<f32>(v128.mul<f32>(z, z), c),
		v128.sub<f32>(f32x4.splat(1), v128.mul<f32>(z, f32x4.splat(0.5))),
	);
	// Signs: the sine is negative in quadrants 2 and 3, the cosine in 1 and 2.
	const sineSign = v128.shl<i32>(v128.shr<u32>(quadrant, 1), 31);
	const cosineSign = v128.shl<i32>(v128.shr<u32>(v128.add<i32>(quadrant, i32x4.splat(1)), 1), 31);
	const scaled = v128.mul<f32>(radius, scale);
	v128.store(target, v128.mul<f32>(scaled, rotate(c, s, quadrant, cosineSign)));
	v128.store(target, v128.mul<f32>(scaled, rotate(s, c, quadrant, sineSign)), 16);
}

/** Uniform in (0, 1] of the lower two lanes, 64 random bits. */
@inline export function uniform64(high: v128, low: v128): v128 {
	const fraction = v128.mul<f64>(
		v128.add<f64>(f64x2.convert_low_i32x4_u(low), f64x2.splat(0.5)),
		f64x2.splat(5.421010862427522e-20),
	);
	return v128.add<f64>(v128.mul<f64>(f64x2.convert_low_i32x4_u(high), f64x2.splat(2.3283064365386963e-10)), fraction);
}

/**
 * Two normals for each of the lower two lanes, with the radius from two words and the angle from
 * two. They are stored like those of boxMuller32.
 */
@inline export function boxMuller64(
	radiusHigh: v128,
	radiusLow: v128,
	angleHigh: v128,
	angleLow: v128,
	scale: v128,
	target: usize,
): void {
	const radius = v128.sqrt<f64>(v128.mul<f64>(log64(uniform64(radiusHigh, radiusLow)), f64x2.splat(-2)));
	const shifted = v128.add<i32>(angleHigh, i32x4.splat(0x20000000));
	const quadrant32 = v128.shr<u32>(shifted, 30);
	const quadrant = v128.shuffle<i32>(quadrant32, quadrant32, 0, 0, 1, 1);
	const rest = v128.sub<i32>(v128.and(shifted, i32x4.splat(0x3fffffff)), i32x4.splat(0x20000000));
	const fine = v128.mul<f64>(f64x2.convert_low_i32x4_u(angleLow), f64x2.splat(2.3283064365386963e-10));
	const r = v128.mul<f64>(v128.add<f64>(f64x2.convert_low_i32x4_s(rest), fine), f64x2.splat(1.4629180792671596e-9));
	const z = v128.mul<f64>(r, r);
	let s = v128.add<f64>(
		v128.mul<f64>(z, f64x2.splat(1.58969099521155010221e-10)),
		f64x2.splat(-2.50507602534068634195e-8),
	);
	s = v128.add<f64>(v128.mul<f64>(z, s), f64x2.splat(2.75573137070700676789e-6));
	s = v128.add<f64>(v128.mul<f64>(z, s), f64x2.splat(-1.98412698298579493134e-4));
	s = v128.add<f64>(v128.mul<f64>(z, s), f64x2.splat(8.33333333332248946124e-3));
	s = v128.add<f64>(v128.mul<f64>(z, s), f64x2.splat(-1.66666666666666324348e-1));
	s = v128.add<f64>(r, v128.mul<f64>(v128.mul<f64>(z, r), s));
	let c = v128.add<f64>(
		v128.mul<f64>(z, f64x2.splat(-1.13596475577881948265e-11)),
		f64x2.splat(2.0875723212981748279e-9),
	);
	c = v128.add<f64>(v128.mul<f64>(z, c), f64x2.splat(-2.75573143513906633035e-7));
	c = v128.add<f64>(v128.mul<f64>(z, c), f64x2.splat(2.48015872894767294178e-5));
	c = v128.add<f64>(v128.mul<f64>(z, c), f64x2.splat(-1.38888888888741095749e-3));
	c = v128.add<f64>(v128.mul<f64>(z, c), f64x2.splat(4.16666666666666019037e-2));
	c = v128.add<f64>(
		v128.mul<f64>(v128.mul<f64>(z, z), c),
		v128.sub<f64>(f64x2.splat(1), v128.mul<f64>(z, f64x2.splat(0.5))),
	);
	const sineSign = v128.shl<i64>(v128.shr<u32>(quadrant, 1), 63);
	const cosineSign = v128.shl<i64>(v128.shr<u32>(v128.add<i32>(quadrant, i32x4.splat(1)), 1), 63);
	const scaled = v128.mul<f64>(radius, scale);
	v128.store(target, v128.mul<f64>(scaled, rotate(c, s, quadrant, cosineSign)));
	v128.store(target, v128.mul<f64>(scaled, rotate(s, c, quadrant, sineSign)), 16);
}
