/**
 * Monotone rational-quadratic splines (arXiv:1906.04032) of one site of one sample in WGSL. These
 * are the functions that samplers/coupling/gpu/transform.wgsl.ts requires.
 * samplers/coupling/simd/spline.as.ts has the formulas and says what the net's numbers mean.
 */

import { expSource, logSource } from "../../../tensor/gpu/elementary.wgsl.js";
import { literal } from "./conv.wgsl.js";

export interface SplineShape {
	readonly bins: number;
	readonly bound: number;
	readonly odd: boolean;
}

const leastBin = 1e-3;
const leastSlope = 1e-3;
/** softplus(shift) = 1 - leastSlope, so a raw derivative of zero is a slope of one. */
const shift = Math.log(Math.expm1(1 - leastSlope));

/**
 * Finds the bin that holds a value among the knots in x or in y, and the two shares of the range
 * that the bin takes.
 */
function common({ bins, bound, odd }: SplineShape): string {
	const low = odd ? 0 : -bound;
	const span = bound - low;
	const shares = span * (1 - bins * leastBin);
	return /* wgsl */ `
${expSource}
${logSource}
const bins = ${bins}u;
const bound = ${literal(bound)};

struct Bin {
	x0: f32, y0: f32, width: f32, height: f32,
	shareX: f32, shareY: f32, beforeX: f32, beforeY: f32,
	d0: f32, d1: f32, index: u32,
}

/** The largest logit, and one over the sum of the exponentials relative to it. */
struct Softmax { top: f32, scale: f32 }

fn softmax(at: u32, first: u32) -> Softmax {
	var top = number(at, first);
	for (var k = 1u; k < bins; k++) { top = max(top, number(at, first + k)); }
	var sum = 0.0;
	for (var k = 0u; k < bins; k++) { sum += exp(number(at, first + k) - top); }
	return Softmax(top, 1.0 / sum);
}

fn share(s: Softmax, logit: f32) -> f32 { return exp(logit - s.top) * s.scale; }

fn derivative(raw: f32) -> f32 { return ${literal(leastSlope)} + softplusOf(raw + ${literal(shift)}); }

/** Derivative at knot k. It is one at the ends of the range, but free at zero in an odd spline. */
fn knotSlope(at: u32, k: u32) -> f32 {
	if (k == bins ${odd ? "" : "|| k == 0u"}) { return derivative(0.0); }
	return derivative(number(at, 2u * bins + k - ${odd ? 0 : 1}u));
}

fn locate(value: f32, at: u32, sx: Softmax, sy: Softmax, byHeight: bool) -> Bin {
	var bin: Bin;
	var leftX = ${literal(low)};
	var leftY = leftX;
	var sumX = 0.0;
	var sumY = 0.0;
	for (var k = 0u; k < bins; k++) {
		let px = share(sx, number(at, k));
		let py = share(sy, number(at, bins + k));
		let w = fma(${literal(shares)}, px, ${literal(span * leastBin)});
		let h = fma(${literal(shares)}, py, ${literal(span * leastBin)});
		if (k == 0u || value >= select(leftX, leftY, byHeight)) {
			bin.x0 = leftX; bin.y0 = leftY; bin.width = w; bin.height = h;
			bin.shareX = px; bin.shareY = py; bin.beforeX = sumX; bin.beforeY = sumY;
			bin.index = k;
		}
		leftX += w;
		leftY += h;
		sumX += px;
		sumY += py;
	}
	bin.d0 = knotSlope(at, bin.index);
	bin.d1 = knotSlope(at, bin.index + 1u);
	return bin;
}

fn folded(value: f32) -> f32 { return ${odd ? "abs(value)" : "value"}; }
fn unfolded(image: f32, value: f32) -> f32 { return ${odd ? "select(image, -image, value < 0.0)" : "image"}; }

fn logSlope(th: f32, s: f32, bin: Bin) -> f32 {
	let rest = 1.0 - th;
	let u = th * rest;
	let den = s + (bin.d0 + bin.d1 - 2.0 * s) * u;
	let top = bin.d1 * th * th + 2.0 * s * u + bin.d0 * rest * rest;
	let ratio = s / den;
	return logOf(ratio * ratio * top);
}
`;
}

export function splineForward(shape: SplineShape): string {
	return /* wgsl */ `
${common(shape)}
fn image(value: f32, at: u32) -> vec2<f32> {
	if (!(abs(value) < bound)) { return vec2(value, 0.0); }
	let x = folded(value);
	let bin = locate(x, at, softmax(at, 0u), softmax(at, bins), false);
	let s = bin.height / bin.width;
	let th = (x - bin.x0) / bin.width;
	let u = th * (1.0 - th);
	let den = s + (bin.d0 + bin.d1 - 2.0 * s) * u;
	let num = s * th * th + bin.d0 * u;
	let y = bin.y0 + bin.height * (num / den);
	return vec2(unfolded(y, value), logSlope(th, s, bin));
}
`;
}

/** Uses the root of the quadratic that does not cancel. */
export function splineInverse(shape: SplineShape): string {
	return /* wgsl */ `
${common(shape)}
fn image(value: f32, at: u32) -> vec2<f32> {
	if (!(abs(value) < bound)) { return vec2(value, 0.0); }
	let y = folded(value);
	let bin = locate(y, at, softmax(at, 0u), softmax(at, bins), true);
	let s = bin.height / bin.width;
	let e = y - bin.y0;
	let bend = e * (bin.d0 + bin.d1 - 2.0 * s);
	let a = bin.height * (s - bin.d0) + bend;
	let b = bin.height * bin.d0 - bend;
	let c = s * e;
	let th = clamp((c + c) / (b + sqrt(max(b * b + 4.0 * a * c, 0.0))), 0.0, 1.0);
	return vec2(unfolded(bin.x0 + th * bin.width, value), logSlope(th, s, bin));
}
`;
}

/** Turns cotangents gy of y and gl of log dy/dx into those of x and of the net's numbers. */
function backward(shape: SplineShape): string {
	const { bins, bound, odd } = shape;
	const shares = (odd ? bound : 2 * bound) * (1 - bins * leastBin);
	const slopes = odd ? bins : bins - 1;
	return /* wgsl */ `
${common(shape)}
/** Through the softmax: share_k (g_k - sum of share g), where g_k is the cotangent of the size of bin k. */
fn spread(at: u32, first: u32, s: Softmax, index: u32, gBefore: f32, gHere: f32, before: f32, here: f32) {
	let mean = gBefore * before + gHere * here;
	for (var k = 0u; k < bins; k++) {
		let g = select(select(0.0, gHere, k == index), gBefore, k < index);
		put(at, first + k, ${literal(shares)} * share(s, number(at, first + k)) * (g - mean));
	}
}

fn nothing(at: u32) {
	for (var k = 0u; k < ${2 * bins + slopes}u; k++) { put(at, k, 0.0); }
}

fn partials(x: f32, bin: Bin, at: u32, sx: Softmax, sy: Softmax, gy: f32, gl: f32) -> f32 {
	let d0 = bin.d0;
	let d1 = bin.d1;
	let inverseWidth = 1.0 / bin.width;
	let s = bin.height * inverseWidth;
	let th = (x - bin.x0) * inverseWidth;
	let rest = 1.0 - th;
	let u = th * rest;
	let lean = rest - th;
	let bend = d0 + d1 - 2.0 * s;
	let inverseDen = 1.0 / (s + bend * u);
	let ratio = (s * th * th + d0 * u) * inverseDen;
	let inverseTop = 1.0 / (d1 * th * th + 2.0 * s * u + d0 * rest * rest);
	let gyh = gy * bin.height * inverseDen;
	let gs = gyh * (th * th - ratio * (1.0 - 2.0 * u))
		+ gl * (2.0 / s + 2.0 * u * inverseTop - 2.0 * (1.0 - 2.0 * u) * inverseDen);
	let topSlope = 2.0 * (d1 * th + s * lean - d0 * rest);
	let gth = gyh * (2.0 * s * th + d0 * lean - ratio * bend * lean)
		+ gl * (topSlope * inverseTop - 2.0 * bend * lean * inverseDen);
	let gd0 = gyh * u * (1.0 - ratio) + gl * (rest * rest * inverseTop - 2.0 * u * inverseDen);
	let gd1 = gl * (th * th * inverseTop - 2.0 * u * inverseDen) - gyh * ratio * u;
	let gx = gth * inverseWidth;
	spread(at, 0u, sx, bin.index, -gx, -inverseWidth * (gs * s + gth * th), bin.beforeX, bin.shareX);
	spread(at, bins, sy, bin.index, gy, gy * ratio + gs * inverseWidth, bin.beforeY, bin.shareY);
	// d = least + softplus(raw), whose slope is 1 - e^-softplus.
	let g0 = gd0 * (1.0 - expOf(${literal(leastSlope)} - d0));
	let g1 = gd1 * (1.0 - expOf(${literal(leastSlope)} - d1));
	for (var k = 0u; k < ${slopes}u; k++) {
		let knot = k + ${odd ? 0 : 1}u;
		put(at, 2u * bins + k, select(0.0, g0, knot == bin.index) + select(0.0, g1, knot == bin.index + 1u));
	}
	return gx;
}
`;
}

export function splineGradient(shape: SplineShape): string {
	return /* wgsl */ `
${backward(shape)}
fn pulled(value: f32, g: f32, density: f32, at: u32) -> f32 {
	if (!(abs(value) < bound)) { nothing(at); return g; }
	let x = folded(value);
	let sx = softmax(at, 0u);
	let sy = softmax(at, bins);
	let bin = locate(x, at, sx, sy, false);
	return unfolded(partials(x, bin, at, sx, sy, unfolded(g, value), -density), value);
}
`;
}

/** d log q / dy = (d log q / dx - d log slope / dx) / slope. The net receives gy = minus that and gl = -1. */
export function splineScore(shape: SplineShape): string {
	return /* wgsl */ `
${backward(shape)}
fn pushed(value: f32, before: f32, at: u32) -> f32 {
	if (!(abs(value) < bound)) { nothing(at); return before; }
	let x = folded(value);
	let sx = softmax(at, 0u);
	let sy = softmax(at, bins);
	let bin = locate(x, at, sx, sy, false);
	let s = bin.height / bin.width;
	let th = (x - bin.x0) / bin.width;
	let rest = 1.0 - th;
	let u = th * rest;
	let lean = rest - th;
	let bend = bin.d0 + bin.d1 - 2.0 * s;
	let den = s + bend * u;
	let top = bin.d1 * th * th + 2.0 * s * u + bin.d0 * rest * rest;
	let slope = (s / den) * (s / den) * top;
	let topSlope = 2.0 * (bin.d1 * th + s * lean - bin.d0 * rest);
	let logSlopeSlope = (topSlope / top - 2.0 * bend * lean / den) / bin.width;
	let after = (unfolded(before, value) - logSlopeSlope) / slope;
	partials(x, bin, at, sx, sy, -after, -1.0);
	return unfolded(after, value);
}
`;
}
