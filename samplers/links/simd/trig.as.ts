/**
 * sin and cos of two float64 at once, for |x| up to some thousands: |x| = n pi/2 + r with |r| <= pi/4, pi/2 in two parts (Cody and
 * Waite), and the polynomials of fdlibm in r^2, with errors of an ulp.
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
