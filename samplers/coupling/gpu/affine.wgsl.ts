/**
 * Affine coupling of one site of one sample in WGSL: y = x e^s + t with (s, t) = tanh of the net's
 * two numbers. These are the functions that samplers/coupling/gpu/transform.wgsl.ts requires.
 * samplers/coupling/simd/affine.as.ts has the formulas.
 */
import { expSource, tanhSource } from "../../../tensor/gpu/elementary.wgsl.js";

export const affineForward = /* wgsl */ `
${expSource}
${tanhSource}
fn image(x: f32, at: u32) -> vec2<f32> {
	let s = tanhOf(number(at, 0u));
	return vec2(fma(x, expOf(s), tanhOf(number(at, 1u))), s);
}
`;

export const affineInverse = /* wgsl */ `
${expSource}
${tanhSource}
fn image(y: f32, at: u32) -> vec2<f32> {
	let s = tanhOf(number(at, 0u));
	return vec2((y - tanhOf(number(at, 1u))) * expOf(-s), s);
}
`;

export const affineGradient = /* wgsl */ `
${expSource}
${tanhSource}
fn pulled(x: f32, g: f32, density: f32, at: u32) -> f32 {
	let s = tanhOf(number(at, 0u));
	let t = tanhOf(number(at, 1u));
	let gx = g * expOf(s);
	put(at, 0u, (gx * x - density) * (1.0 - s * s));
	put(at, 1u, g * (1.0 - t * t));
	return gx;
}
`;

export const affineScore = /* wgsl */ `
${expSource}
${tanhSource}
fn pushed(x: f32, before: f32, at: u32) -> f32 {
	let s = tanhOf(number(at, 0u));
	let t = tanhOf(number(at, 1u));
	let after = before * expOf(-s);
	put(at, 0u, (before * x + 1.0) * (s * s - 1.0));
	put(at, 1u, after * (t * t - 1.0));
	return after;
}
`;
