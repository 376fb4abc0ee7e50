/**
 * sin and cos of two float64 at once, for |x| up to some thousands: |x| = n pi/2 + r with |r| <= pi/4, pi/2
 * in two parts (Cody and Waite), and the polynomials of fdlibm in r^2, with errors of an ulp. The angle of a
 * complex number by fdlibm's polynomial of the arc tangent (s_atan.c), on |t| < 7/16.
 */

@inline const TWO_OVER_PI: f64 = 0.63661977236758134308;
@inline const PART_1: f64 = 1.57079632673412561417;
@inline const PART_2: f64 = 6.07710050650619224932e-11;

@inline function term(p: v128, z: v128, c: f64): v128 {
	return f64x2.add(f64x2.mul(p, z), f64x2.splat(c));
}

@inline function sine(r: v128, z: v128): v128 {
	let p = f64x2.splat(1.58969099521155010221e-10);
	p = term(p, z, -2.50507602534068634195e-8);
	p = term(p, z, 2.75573137070700676789e-6);
	p = term(p, z, -1.98412698298579493134e-4);
	p = term(p, z, 8.33333333332248946124e-3);
	p = term(p, z, -1.66666666666666324348e-1);
	return f64x2.add(r, f64x2.mul(f64x2.mul(r, z), p));
}

@inline function cosine(z: v128): v128 {
	let p = f64x2.splat(-1.13596475577881948265e-11);
	p = term(p, z, 2.0875723212981748279e-9);
	p = term(p, z, -2.75573143513906633035e-7);
	p = term(p, z, 2.48015872894767294178e-5);
	p = term(p, z, -1.38888888888741095749e-3);
	p = term(p, z, 4.16666666666666019037e-2);
	return f64x2.add(f64x2.sub(f64x2.splat(1), f64x2.mul(z, f64x2.splat(0.5))), f64x2.mul(f64x2.mul(z, z), p));
}

/** Writes sin x to `out` and cos x behind it. */
@inline export function sinCos(x: v128, out: usize): void {
	const n = f64x2.nearest(f64x2.mul(x, f64x2.splat(TWO_OVER_PI)));
	const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, f64x2.splat(PART_1))), f64x2.mul(n, f64x2.splat(PART_2)));
	const z = f64x2.mul(r, r);
	const s = sine(r, z),
		c = cosine(z);
	// Adding 2^52 + 2^51 puts n into the low bits.
	const bits = f64x2.add(n, f64x2.splat(6755399441055744.0));
	const odd = i64x2.shr_s(i64x2.shl(bits, 63), 63);
	const half = i64x2.shl(i64x2.shr_u(bits, 1), 63);
	const next = i64x2.shl(i64x2.shr_u(i64x2.add(bits, i64x2.splat(1)), 1), 63);
	v128.store(out, v128.xor(v128.bitselect(c, s, odd), half));
	v128.store(out, v128.xor(v128.bitselect(s, c, odd), next), 16);
}

@inline const PI_4: f64 = 0.78539816339744830962;
@inline const PI_2: f64 = 1.57079632679489661923;
@inline const PI: f64 = 3.14159265358979323846;
/** tan(pi/8) */
@inline const EIGHTH: f64 = 0.4142135623730950488;

/** Arc tangent of t in [0, 1]. */
@inline function arcTangent(t: v128): v128 {
	const one = f64x2.splat(1);
	const far = f64x2.gt(t, f64x2.splat(EIGHTH));
	const x = v128.bitselect(f64x2.div(f64x2.sub(t, one), f64x2.add(t, one)), t, far);
	const z = f64x2.mul(x, x);
	let p = f64x2.splat(1.62858201153657823623e-2);
	p = term(p, z, -3.6531572744216915527e-2);
	p = term(p, z, 4.97687799461593236017e-2);
	p = term(p, z, -5.83357013379057348645e-2);
	p = term(p, z, 6.66107313738753120669e-2);
	p = term(p, z, -7.69187620504482999495e-2);
	p = term(p, z, 9.09088713343650656196e-2);
	p = term(p, z, -1.1111110405462355788e-1);
	p = term(p, z, 1.42857142725034663711e-1);
	p = term(p, z, -1.99999999998764832476e-1);
	p = term(p, z, 3.33333333333329318027e-1);
	const near = f64x2.sub(x, f64x2.mul(f64x2.mul(x, z), p));
	return f64x2.add(near, v128.and(far, f64x2.splat(PI_4)));
}

/** The angle of re + i im in [-pi, pi]; 0 of 0. */
@inline export function angleOf(re: v128, im: v128): v128 {
	const x = f64x2.abs(re),
		y = f64x2.abs(im);
	const steep = f64x2.gt(y, x);
	const large = f64x2.max(f64x2.max(x, y), f64x2.splat(1e-300));
	let angle = arcTangent(f64x2.div(f64x2.min(x, y), large));
	angle = v128.bitselect(f64x2.sub(f64x2.splat(PI_2), angle), angle, steep);
	angle = v128.bitselect(f64x2.sub(f64x2.splat(PI), angle), angle, f64x2.lt(re, f64x2.splat(0)));
	return v128.or(angle, v128.and(im, f64x2.splat(-0.0)));
}
