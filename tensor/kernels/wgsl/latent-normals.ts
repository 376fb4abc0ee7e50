/**
 * The latent normals of samplers/parts/flow/latent.ts in WGSL, float32 roundings of the same numbers: Philox4x32-10
 * (core/philox.ts) with the counter (block of four sites, sample low, sample high, purpose), Box and Muller's transform
 * of u = (word + 1/2) / 2^32.
 *
 * WGSL has no product of 32 by 32 bits to 64: the upper word is put together from halves of 16 bits. The language's own
 * logarithm, sine and cosine may be off by 2^-11 or so: log is that of elementary.ts, close to 1 from the
 * complement of the word, which is exact; angles are reduced as integers, then Cephes' polynomials on an eighth of a turn.
 */
import { logSeries } from "./elementary.js";

/** Threads of a workgroup, each for a block of four sites of a sample. */
export const latentWorkgroup = 64;

export const latentNormals = /* wgsl */ `
struct Step { sites: u32, count: u32, low: u32, high: u32, key: vec2<u32> }
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read_write> latent: array<f32>;
${logSeries}
fn highProduct(a: u32, b: u32) -> u32 {
	let a0 = a & 0xffffu;
	let a1 = a >> 16u;
	let b0 = b & 0xffffu;
	let b1 = b >> 16u;
	let middle = a1 * b0 + ((a0 * b0) >> 16u);
	return a1 * b1 + (middle >> 16u) + ((a0 * b1 + (middle & 0xffffu)) >> 16u);
}

fn philox(counter: vec4<u32>, seed: vec2<u32>) -> vec4<u32> {
	var c = counter;
	var key = seed;
	for (var round = 0; round < 10; round++) {
		let high0 = highProduct(c.x, 0xd2511f53u);
		let high1 = highProduct(c.z, 0xcd9e8d57u);
		c = vec4(high1 ^ c.y ^ key.x, c.z * 0xcd9e8d57u, high0 ^ c.w ^ key.y, c.x * 0xd2511f53u);
		key += vec2(0x9e3779b9u, 0xbb67ae85u);
	}
	return c;
}

/** sqrt(-2 ln u), u = (word + 1/2) / 2^32. */
fn radius(word: u32) -> f32 {
	if (word >= 0xb504f334u) {
		let rest = (f32(~word) + 0.5) * 0x1p-32;
		return sqrt(-2.0 * logSeries(0.0, -rest));
	}
	let bits = bitcast<u32>(f32(word) + 0.5) + (0x3f800000u - 0x3f3504f3u);
	let octaves = f32(i32(bits >> 23u) - 127 - 32);
	return sqrt(-2.0 * logSeries(octaves, bitcast<f32>((bits & 0x7fffffu) + 0x3f3504f3u) - 1.0));
}

/** Cosine and sine of the part (word + 1/2) / 2^32 of a turn. */
fn direction(word: u32) -> vec2<f32> {
	let shifted = word + 0x20000000u;
	let quadrant = shifted >> 30u;
	let eighth = i32(shifted & 0x3fffffffu) - 0x20000000;
	let r = (f32(eighth) + 0.5) * 1.4629180792671596e-9;
	let z = r * r;
	let sine = fma(z * r, fma(z, fma(z, -1.9515295891e-4, 8.3321608736e-3), -1.6666654611e-1), r);
	let cosine = fma(z * z, fma(z, fma(z, 2.443315711809948e-5, -1.388731625493765e-3), 4.166664568298827e-2), fma(z, -0.5, 1.0));
	let turned = select(vec2(cosine, sine), vec2(-sine, cosine), (quadrant & 1u) == 1u);
	return select(turned, -turned, quadrant >= 2u);
}

@compute @workgroup_size(${latentWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
	let blocks = (step.sites + 3u) / 4u;
	let i = id.x + id.y * groups.x * ${latentWorkgroup}u;
	if (i >= blocks * step.count) { return; }
	let sample = i / blocks;
	let block = i % blocks;
	let low = step.low + sample;
	let w = philox(vec4(block, low, step.high + select(0u, 1u, low < sample), 0u), step.key);
	let first = radius(w.x) * direction(w.y);
	let second = radius(w.z) * direction(w.w);
	let normals = vec4(first, second);
	let at = sample * step.sites + 4u * block;
	for (var k = 0u; k < min(4u, step.sites - 4u * block); k++) { latent[at + k] = normals[k]; }
}
`;
