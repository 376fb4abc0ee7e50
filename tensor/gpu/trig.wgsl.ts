/**
 * sin and cos in WGSL, accurate to 2^-23 for |x| up to 8192. WGSL's own may err by 2^-11, even near
 * zero. Reduction and polynomials come from tensor/kernels/trig.as.ts, with pi/2 in three parts: n
 * times each of the first two is exact.
 */

/** `sinOf` and `cosOf`. */
export const trigSource = /* wgsl */ `
/** |x| = n pi/2 + r, as (n, r). */
fn reduced(x: f32) -> vec2f {
	let a = abs(x);
	let n = round(a * 0.636619772);
	return vec2(n, ((a - n * 1.5703125) - n * 4.837512969970703125e-4) - n * 7.54978995489e-8);
}

fn sineOf(r: f32) -> f32 {
	let z = r * r;
	return fma(r * z, fma(fma(-0.0001951669982, z, 0.008332173858), z, -0.1666665488), r);
}

fn cosineOf(r: f32) -> f32 {
	let z = r * r;
	let p = fma(fma(2.443246397e-5, z, -0.00138873103), z, 0.04166664556);
	return fma(z * z, p, 1.0 - 0.5 * z);
}

fn sinOf(x: f32) -> f32 {
	let nr = reduced(x);
	let n = i32(nr.x);
	let size = select(sineOf(nr.y), cosineOf(nr.y), (n & 1) == 1);
	return select(size, -size, ((n & 2) == 2) != (x < 0.0));
}

fn cosOf(x: f32) -> f32 {
	let nr = reduced(x);
	let n = i32(nr.x);
	let size = select(cosineOf(nr.y), sineOf(nr.y), (n & 1) == 1);
	return select(size, -size, ((n + 1) & 2) == 2);
}
`;
