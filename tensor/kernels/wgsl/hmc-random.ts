/**
 * Random numbers of Hamiltonian Monte Carlo in WGSL: the streams of the CPU's kernels
 * (tensor/kernels/assembly/_hmc-normal.ts), number by number. Philox4x32-10 (core/philox.ts) with the
 * counter (site group, trajectory, chain, purpose), and Box and Muller's transform.
 *
 * `float64` spends a block of four words on two normals, as the float64 kernel and the host do: radius
 * from 64 bits, angle from 64. `float32` spends it on four: 31 bits and 32. Either way the values here
 * are float32 roundings of the same normals.
 *
 * WGSL has no product of 32 by 32 bits to 64: the upper word is put together from halves of 16 bits.
 * Logarithm, sine and cosine are the polynomials of the CPU's float32 kernel (fdlibm, Cephes), since
 * those of the language may be off by 2^-11; angles are reduced as integers, hence exactly. Close to 1
 * the logarithm of u starts from 1 - u, known to all digits from the complements of the words.
 */

export type Stream = "float64" | "float32";

/** Normals that one Philox block gives. */
export function normalsPerBlock(stream: Stream): 2 | 4 {
	return stream === "float64" ? 2 : 4;
}

const philox = /* wgsl */ `
fn highProduct(a: u32, low: u32, high: u32) -> u32 {
	let a0 = a & 0xffffu;
	let a1 = a >> 16u;
	let middle = a1 * low + ((a0 * low) >> 16u);
	return a1 * high + (middle >> 16u) + ((a0 * high + (middle & 0xffffu)) >> 16u);
}

fn philox(group: u32, trajectory: u32, chain: u32, purpose: u32, key: vec2u) -> vec4u {
	var c = vec4u(group, trajectory, chain, purpose);
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

const logarithm = /* wgsl */ `
// k ln 2 + log(1 + f) for f between sqrt(1/2) - 1 and sqrt(2) - 1.
fn logOf(k: f32, f: f32) -> f32 {
	let s = f / (f + 2.0);
	let z = s * s;
	let r = z * fma(z, fma(z, fma(z, 0.24279078841, 0.28498786688), 0.40000972152), 0.66666662693);
	let half = 0.5 * f * f;
	return fma(k, 0.69313812256, f - (half - fma(s, half + r, k * 9.0580006145e-6)));
}

// k and f of u.
fn reduced(u: f32) -> vec2f {
	let bits = bitcast<i32>(u) - 0x3f3504f3;
	return vec2f(f32(bits >> 23u), bitcast<f32>((bits & 0x007fffff) + 0x3f3504f3) - 1.0);
}

// log of (high 2^32 + low + 1/2) / 2^64.
fn logUniform(high: u32, low: u32) -> f32 {
	let near = high >= 0xb504f334u; // sqrt(1/2)
	let flip = select(0u, 0xffffffffu, near);
	let x = fma(f32(low ^ flip) + 0.5, 0x1p-32, f32(high ^ flip)) * 0x1p-32;
	let parts = select(reduced(x), vec2f(0.0, -x), near);
	return logOf(parts.x, parts.y);
}
`;

const rotation = /* wgsl */ `
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

const normals: Readonly<Record<Stream, string>> = {
	float64: /* wgsl */ `
fn normals(group: u32, trajectory: u32, chain: u32, key: vec2u) -> vec2f {
	let w = philox(group, trajectory, chain, 0u, key);
	return sqrt(-2.0 * logUniform(w.x, w.y)) * direction(w.z, f32(w.w) * 0x1p-32);
}
`,
	float32: /* wgsl */ `
fn polar(first: u32, second: u32) -> vec2f {
	let u = fma(f32(i32(first >> 1u)), 0x1p-31, 0x1p-32);
	let parts = reduced(u);
	return sqrt(-2.0 * logOf(parts.x, parts.y)) * direction(second, 0.0);
}

fn normals(group: u32, trajectory: u32, chain: u32, key: vec2u) -> vec4f {
	let w = philox(group, trajectory, chain, 0u, key);
	return vec4f(polar(w.x, w.y), polar(w.z, w.w));
}
`,
};

/**
 * Functions `normals(group, trajectory, chain, key)`, standard normals of the sites group * n ...
 * group * n + n - 1 as a vector of n = 2 or 4, and `logAccept(trajectory, chain, key)`, log u of the
 * accept step.
 */
export function randomSource(stream: Stream): string {
	return `${philox}${logarithm}${rotation}${normals[stream]}
fn logAccept(trajectory: u32, chain: u32, key: vec2u) -> f32 {
	let w = philox(0u, trajectory, chain, 1u, key);
	return logUniform(w.x, w.y);
}
`;
}
