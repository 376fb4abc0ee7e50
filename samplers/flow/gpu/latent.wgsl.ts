/**
 * The latent normals of samplers/flow/latent.ts in WGSL, rounded to float32. The words come from
 * Philox4x32-10 (core/philox.ts) with the counter (block of four reals, sample low, sample high,
 * purpose). Box and Muller's transform takes u = (word + 1/2) / 2^32.
 *
 * The logarithm is that of tensor/gpu/elementary.wgsl.ts. Near 1 it uses the complement of the
 * word, which is exact.
 */
import { logSeries } from "../../../tensor/gpu/elementary.wgsl.js";
import {
	directionSource,
	philoxSource,
} from "../../../tensor/gpu/philox.wgsl.js";

/** Threads of a workgroup. Each treats a block of four reals of a sample. */
export const latentWorkgroup = 64;

export const latentNormals = /* wgsl */ `
struct Step { reals: u32, count: u32, low: u32, high: u32, key: vec2<u32> }
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read_write> latent: array<f32>;
${logSeries}${philoxSource}${directionSource}
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

@compute @workgroup_size(${latentWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
	let blocks = (step.reals + 3u) / 4u;
	let i = id.x + id.y * groups.x * ${latentWorkgroup}u;
	if (i >= blocks * step.count) { return; }
	let sample = i / blocks;
	let block = i % blocks;
	let low = step.low + sample;
	let w = philox(block, low, step.high + select(0u, 1u, low < sample), 0u, step.key);
	let first = radius(w.x) * direction(w.y, 0.5);
	let second = radius(w.z) * direction(w.w, 0.5);
	let normals = vec4(first, second);
	let at = sample * step.reals + 4u * block;
	for (var k = 0u; k < min(4u, step.reals - 4u * block); k++) { latent[at + k] = normals[k]; }
}
`;
