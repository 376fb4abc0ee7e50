/**
 * Random words and directions in WGSL, equal to those of the CPU (core/philox.ts). WGSL has no 32
 * by 32 bit product with 64 bits, so the upper word is assembled from halves of 16 bits. Sine and
 * cosine are the polynomials of Cephes, because WGSL's own may be off by 2^-11. Angles are reduced
 * as integers, so the reduction is exact.
 */

/** `philox(c0, c1, c2, c3, key)`: Philox4x32-10 of a counter and a key. */
export const philoxSource = /* wgsl */ `
fn highProduct(a: u32, low: u32, high: u32) -> u32 {
	let a0 = a & 0xffffu;
	let a1 = a >> 16u;
	let middle = a1 * low + ((a0 * low) >> 16u);
	return a1 * high + (middle >> 16u) + ((a0 * high + (middle & 0xffffu)) >> 16u);
}

fn philox(c0: u32, c1: u32, c2: u32, c3: u32, key: vec2u) -> vec4u {
	var c = vec4u(c0, c1, c2, c3);
	var k = key;
	for (var round = 0u; round < 10u; round++) {
		let high0 = highProduct(c.x, 0x1f53u, 0xd251u);
		let high1 = highProduct(c.z, 0x8d57u, 0xcd9eu);
		c = vec4u(high1 ^ c.y ^ k.x, c.z * 0xcd9e8d57u, high0 ^ c.w ^ k.y, c.x * 0xd2511f53u);
		k += vec2u(0x9e3779b9u, 0xbb67ae85u);
	}
	return c;
}
`;

/** `direction(word, fraction)`: cosine and sine of an angle in units of a full turn. */
export const directionSource = /* wgsl */ `
// Cosine and sine of the angle turn / 2^32 of a full turn, turn = word + fraction.
fn direction(word: u32, fraction: f32) -> vec2f {
	let shifted = word + 0x20000000u;
	let quadrant = shifted >> 30u;
	let rest = i32(shifted & 0x3fffffffu) - 0x20000000;
	let r = (f32(rest) + fraction) * 1.4629180792671596e-9;
	let z = r * r;
	let s = fma(z * r, fma(z, fma(z, -1.9515295891e-4, 8.3321608736e-3), -1.6666654611e-1), r);
	let c = fma(z * z, fma(z, fma(z, 2.443315711809948e-5, -1.388731625493765e-3), 4.166664568298827e-2), fma(z, -0.5, 1.0));
	let odd = (quadrant & 1u) != 0u;
	let cosine = bitcast<u32>(select(c, s, odd)) ^ (((quadrant + 1u) >> 1u) << 31u);
	let sine = bitcast<u32>(select(s, c, odd)) ^ ((quadrant >> 1u) << 31u);
	return vec2f(bitcast<f32>(cosine), bitcast<f32>(sine));
}
`;
