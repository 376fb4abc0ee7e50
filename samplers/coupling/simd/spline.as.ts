/**
 * Monotone rational-quadratic splines (Durkan, Bekasov, Murray, Papamakarios, arXiv:1906.04032) of
 * the active sites, for eight samples at once. They are the identity outside [-bound, bound].
 *
 * A bin b has knots (x0, y0), width w, height h, slope s = h / w and derivatives d0, d1 at its
 * ends. In it
 *
 *   th = (x - x0) / w, u = th (1 - th), den = s + (d1 + d0 - 2 s) u, R = (s th^2 + d0 u) / den,
 *   y = y0 + h R,   dy/dx = s^2 (d1 th^2 + 2 s u + d0 (1 - th)^2) / den^2.
 *
 * The net's numbers at a site are the logits of `bins` widths, then those of `bins` heights, then
 * the inner derivatives. A bin takes the share least + (1 - bins least) softmax of the range. A
 * derivative is least + softplus(raw + shift), which is 1 for raw = 0. In an odd spline all this
 * describes [0, bound], with one more derivative, at zero, and y(-x) = -y(x). `forward` replaces
 * the logits by their softmax.
 */

import { exp4, log4, softplus4 } from "../../../tensor/kernels/math.as";
import { subtractLanes } from "./ends.as";

@inline const LEAST_BIN: f32 = 1e-3;
@inline const LEAST_SLOPE: f32 = 1e-3;
/** ln(e^(1 - least) - 1), so that softplus(SHIFT) = 1 - least. */
@inline const SHIFT: f32 = 0.5397424172369522;

/** Number of bins, and [0, 1]: whether the splines are odd. They act on [-half, half]. Numbers of the net at a site. */
let binCount: i32 = 0;
let isOdd: i32 = 0;
/** Whether both ends of the range have one derivative, the first of `bins` (arXiv:2002.02428). */
let isCircular: bool = false;
let half: f32 = 0;
let outputs: i32 = 0;

export function configureSpline(bins: i32, bound: f32, odd: i32, circular: i32, numbers: i32): void {
	isCircular = circular !== 0;
	binCount = bins;
	half = bound;
	isOdd = odd;
	outputs = numbers;
}

// The bin that holds the value. `locate` finds it.
let x0: v128 = f32x4.splat(0);
let y0: v128 = f32x4.splat(0);
let width: v128 = f32x4.splat(0);
let height: v128 = f32x4.splat(0);
let shareX: v128 = f32x4.splat(0);
let shareY: v128 = f32x4.splat(0);
let beforeX: v128 = f32x4.splat(0);
let beforeY: v128 = f32x4.splat(0);
let raw0: v128 = f32x4.splat(0);
let raw1: v128 = f32x4.splat(0);
let index: v128 = f32x4.splat(0);

/** Softmax over `bins` vectors of four that are 32 bytes apart, in place. */
function softmax(bins: i32, logits: usize): void {
	let top = v128.load(logits);
	let p = logits;
	const end = logits + ((<usize>bins) << 5);
	for (p += 32; p < end; p += 32) top = f32x4.max(top, v128.load(p));
	let sum = f32x4.splat(0);
	for (p = logits; p < end; p += 32) {
		const e = exp4(f32x4.sub(v128.load(p), top));
		v128.store(p, e);
		sum = f32x4.add(sum, e);
	}
	const inverse = f32x4.div(f32x4.splat(1), sum);
	for (p = logits; p < end; p += 32) v128.store(p, f32x4.mul(v128.load(p), inverse));
}

/** Finds the bin of `value` among the knots in x or, with `byHeight`, in y. `net` holds shares. */
function locate(value: v128, bins: i32, low: f32, range: f32, odd: i32, net: usize, byHeight: bool): void {
	const least = f32x4.splat(range * LEAST_BIN),
		scale = f32x4.splat(range * (1 - <f32>bins * LEAST_BIN));
	const heights = net + ((<usize>bins) << 5),
		slopes = heights + ((<usize>bins) << 5);
	const none = f32x4.splat(0);
	let leftX = f32x4.splat(low),
		leftY = leftX,
		sumX = none,
		sumY = none;
	for (let k = 0; k < bins; k++) {
		const px = v128.load(net + ((<usize>k) << 5)),
			py = v128.load(heights + ((<usize>k) << 5));
		const w = f32x4.add(least, f32x4.mul(scale, px)),
			h = f32x4.add(least, f32x4.mul(scale, py));
		const here = k === 0 ? i32x4.splat(-1) : f32x4.ge(value, byHeight ? leftY : leftX);
		x0 = v128.bitselect(leftX, x0, here);
		y0 = v128.bitselect(leftY, y0, here);
		width = v128.bitselect(w, width, here);
		height = v128.bitselect(h, height, here);
		shareX = v128.bitselect(px, shareX, here);
		shareY = v128.bitselect(py, shareY, here);
		beforeX = v128.bitselect(sumX, beforeX, here);
		beforeY = v128.bitselect(sumY, beforeY, here);
		index = v128.bitselect(f32x4.splat(<f32>k), index, here);
		// At the ends of the range, raw = 0 stands for the derivative 1.
		const circular = isCircular;
		const before = circular ? k : k + odd - 1,
			after = circular ? (k === bins - 1 ? 0 : k + 1) : k + odd;
		const r0 = before < 0 ? none : v128.load(slopes + ((<usize>before) << 5));
		const r1 = !circular && k === bins - 1 ? none : v128.load(slopes + ((<usize>after) << 5));
		raw0 = v128.bitselect(r0, raw0, here);
		raw1 = v128.bitselect(r1, raw1, here);
		leftX = f32x4.add(leftX, w);
		leftY = f32x4.add(leftY, h);
		sumX = f32x4.add(sumX, px);
		sumY = f32x4.add(sumY, py);
	}
}

@inline function derivative(raw: v128): v128 {
	return f32x4.add(f32x4.splat(LEAST_SLOPE), softplus4(f32x4.add(raw, f32x4.splat(SHIFT))));
}

@inline function sign(x: v128): v128 {
	return v128.and(x, f32x4.splat(-0.0));
}

/** Values outside the range are not used, but they must not overflow. */
@inline function clamped(x: v128, bound: f32): v128 {
	return f32x4.pmax(f32x4.splat(-bound), f32x4.pmin(f32x4.splat(bound), x));
}

/** log dy/dx at th in the current bin. */
@inline function logSlope(th: v128, s: v128, d0: v128, d1: v128): v128 {
	const one = f32x4.splat(1);
	const rest = f32x4.sub(one, th),
		u = f32x4.mul(th, rest);
	const twice = f32x4.add(s, s);
	const den = f32x4.add(s, f32x4.mul(f32x4.sub(f32x4.add(d0, d1), twice), u));
	const top = f32x4.add(
		f32x4.add(f32x4.mul(d1, f32x4.mul(th, th)), f32x4.mul(twice, u)),
		f32x4.mul(d0, f32x4.mul(rest, rest)),
	);
	const ratio = f32x4.div(s, den);
	return log4(f32x4.mul(f32x4.mul(ratio, ratio), top));
}

/** Forward in place. The log slopes are subtracted from logDensity (8 float64). */
export function spline(n: i32, sites: usize, fields: usize, net: usize, logDensity: usize): void {
	transform(false, n, sites, fields, net, logDensity);
}

/** Backward in place. The log slopes of the forward map are subtracted from logDensity. */
export function splineInverse(n: i32, sites: usize, fields: usize, net: usize, logDensity: usize): void {
	transform(true, n, sites, fields, net, logDensity);
}

@inline function transform(
	inverse: bool,
	n: i32,
	sites: usize,
	fields: usize,
	net: usize,
	logDensity: usize,
): void {
	const bins = binCount,
		odd = isOdd,
		bound = half;
	const none = f32x4.splat(0),
		edge = f32x4.splat(bound);
	const low: f32 = odd ? 0 : -bound,
		range: f32 = odd ? bound : 2 * bound;
	for (let i = 0; i < n; i++, sites += 4, net += (<usize>outputs) << 5) {
		const place = fields + ((<usize>load<i32>(sites)) << 5);
		for (let part: usize = 0; part < 32; part += 16) {
			softmax(bins, net + part);
			softmax(bins, net + part + ((<usize>bins) << 5));
			const value = v128.load(place + part);
			const inside = f32x4.lt(f32x4.abs(value), edge);
			const from = clamped(odd ? f32x4.abs(value) : value, bound);
			locate(from, bins, low, range, odd, net + part, inverse);
			const d0 = derivative(raw0),
				d1 = derivative(raw1);
			const s = f32x4.div(height, width);
			let th: v128, to: v128;
			if (inverse) {
				th = shareOf(from, s, d0, d1);
				to = f32x4.add(x0, f32x4.mul(th, width));
			} else {
				th = f32x4.div(f32x4.sub(from, x0), width);
				to = valueAt(th, s, d0, d1);
			}
			if (odd) to = v128.or(to, sign(value));
			v128.store(place + part, v128.bitselect(to, value, inside));
			subtractLanes(logDensity + 2 * part, v128.bitselect(logSlope(th, s, d0, d1), none, inside));
		}
	}
}

/** y at th in the current bin. */
@inline function valueAt(th: v128, s: v128, d0: v128, d1: v128): v128 {
	const u = f32x4.mul(th, f32x4.sub(f32x4.splat(1), th));
	const den = f32x4.add(s, f32x4.mul(f32x4.sub(f32x4.add(d0, d1), f32x4.add(s, s)), u));
	const num = f32x4.add(f32x4.mul(s, f32x4.mul(th, th)), f32x4.mul(d0, u));
	return f32x4.add(y0, f32x4.mul(height, f32x4.div(num, den)));
}

/**
 * th at y in the current bin, by the root of the quadratic that does not cancel: th = 2 c / (b +
 * sqrt(b^2 + 4 a c)) with a = h (s - d0) + e D, b = h d0 - e D, c = s e, e = y - y0, D = d1 + d0 -
 * 2 s.
 */
@inline function shareOf(y: v128, s: v128, d0: v128, d1: v128): v128 {
	const none = f32x4.splat(0);
	const e = f32x4.sub(y, y0);
	const eD = f32x4.mul(e, f32x4.sub(f32x4.add(d0, d1), f32x4.add(s, s)));
	const a = f32x4.add(f32x4.mul(height, f32x4.sub(s, d0)), eD);
	const b = f32x4.sub(f32x4.mul(height, d0), eD);
	const c = f32x4.mul(s, e);
	const square = f32x4.add(f32x4.mul(b, b), f32x4.mul(f32x4.splat(4), f32x4.mul(a, c)));
	const root = f32x4.sqrt(f32x4.max(square, none));
	const th = f32x4.div(f32x4.add(c, c), f32x4.add(b, root));
	return f32x4.min(f32x4.splat(1), f32x4.max(none, th));
}

// Cotangents of the quantities of the bin. `partials` computes them.
let gx: v128 = f32x4.splat(0);
let gWidth: v128 = f32x4.splat(0);
let gX0: v128 = f32x4.splat(0);
let gHeight: v128 = f32x4.splat(0);
let gRaw0: v128 = f32x4.splat(0);
let gRaw1: v128 = f32x4.splat(0);
let slope: v128 = f32x4.splat(0);
let logSlopeSlope: v128 = f32x4.splat(0);

@inline function mulAdd(a: v128, b: v128, c: v128): v128 {
	return f32x4.add(f32x4.mul(a, b), c);
}

/** Derivatives in x, at x, of y (`slope`) and of log dy/dx (`logSlopeSlope`) in the current bin. */
function slopesAt(x: v128): void {
	const one = f32x4.splat(1),
		two = f32x4.splat(2);
	const d0 = derivative(raw0),
		d1 = derivative(raw1);
	const s = f32x4.div(height, width),
		th = f32x4.div(f32x4.sub(x, x0), width);
	const rest = f32x4.sub(one, th),
		u = f32x4.mul(th, rest),
		lean = f32x4.sub(rest, th);
	const twice = f32x4.add(s, s),
		D = f32x4.sub(f32x4.add(d0, d1), twice);
	const den = mulAdd(D, u, s);
	const top = f32x4.add(mulAdd(d1, f32x4.mul(th, th), f32x4.mul(twice, u)), f32x4.mul(d0, f32x4.mul(rest, rest)));
	const ratio = f32x4.div(s, den);
	slope = f32x4.mul(f32x4.mul(ratio, ratio), top);
	const topSlope = f32x4.mul(two, f32x4.sub(mulAdd(d1, th, f32x4.mul(s, lean)), f32x4.mul(d0, rest)));
	const denSlope = f32x4.mul(two, f32x4.mul(D, lean));
	logSlopeSlope = f32x4.div(f32x4.sub(f32x4.div(topSlope, top), f32x4.div(denSlope, den)), width);
}

/** Turns cotangents gy of y and gl of log dy/dx into those of x and of the bin. */
function partials(x: v128, gy: v128, gl: v128): void {
	const one = f32x4.splat(1),
		two = f32x4.splat(2);
	const d0 = derivative(raw0),
		d1 = derivative(raw1);
	const inverseWidth = f32x4.div(one, width);
	const s = f32x4.mul(height, inverseWidth),
		th = f32x4.mul(f32x4.sub(x, x0), inverseWidth);
	const rest = f32x4.sub(one, th),
		u = f32x4.mul(th, rest),
		lean = f32x4.sub(rest, th);
	const th2 = f32x4.mul(th, th),
		rest2 = f32x4.mul(rest, rest);
	const twice = f32x4.add(s, s),
		D = f32x4.sub(f32x4.add(d0, d1), twice);
	const den = mulAdd(D, u, s),
		inverseDen = f32x4.div(one, den);
	const R = f32x4.mul(mulAdd(s, th2, f32x4.mul(d0, u)), inverseDen);
	const top = f32x4.add(mulAdd(d1, th2, f32x4.mul(twice, u)), f32x4.mul(d0, rest2));
	const inverseTop = f32x4.div(one, top);
	const gyh = f32x4.mul(f32x4.mul(gy, height), inverseDen);
	const twoInverseDen = f32x4.mul(two, inverseDen);
	const oneMinus2u = f32x4.sub(one, f32x4.add(u, u));
	// s: dR = (th^2 - R (1 - 2u)) / den;  dl = 2/s + 2u/top - 2 (1 - 2u)/den.
	const gs = mulAdd(
		gyh,
		f32x4.sub(th2, f32x4.mul(R, oneMinus2u)),
		f32x4.mul(
			gl,
			f32x4.sub(
				f32x4.add(f32x4.div(two, s), f32x4.mul(f32x4.add(u, u), inverseTop)),
				f32x4.mul(oneMinus2u, twoInverseDen),
			),
		),
	);
	// th: dR = ((2 s th + d0 lean) - R D lean) / den.
	const topSlope = f32x4.mul(two, f32x4.sub(mulAdd(d1, th, f32x4.mul(s, lean)), f32x4.mul(d0, rest)));
	const dR = f32x4.sub(mulAdd(twice, th, f32x4.mul(d0, lean)), f32x4.mul(R, f32x4.mul(D, lean)));
	const gth = mulAdd(
		gyh,
		dR,
		f32x4.mul(gl, f32x4.sub(f32x4.mul(topSlope, inverseTop), f32x4.mul(f32x4.mul(D, lean), twoInverseDen))),
	);
	const uDen = f32x4.mul(u, twoInverseDen);
	const gd0 = mulAdd(
		gyh,
		f32x4.mul(u, f32x4.sub(one, R)),
		f32x4.mul(gl, f32x4.sub(f32x4.mul(rest2, inverseTop), uDen)),
	);
	const gd1 = f32x4.sub(f32x4.mul(gl, f32x4.sub(f32x4.mul(th2, inverseTop), uDen)), f32x4.mul(gyh, f32x4.mul(R, u)));
	// d = least + softplus(r), whose slope is 1 - e^-softplus(r).
	const least = f32x4.splat(LEAST_SLOPE);
	gRaw0 = f32x4.mul(gd0, f32x4.sub(one, exp4(f32x4.sub(least, d0))));
	gRaw1 = f32x4.mul(gd1, f32x4.sub(one, exp4(f32x4.sub(least, d1))));
	gx = f32x4.mul(gth, inverseWidth);
	gX0 = f32x4.neg(gx);
	gWidth = f32x4.neg(f32x4.mul(inverseWidth, mulAdd(gs, s, f32x4.mul(gth, th))));
	gHeight = mulAdd(gy, R, f32x4.mul(gs, inverseWidth));
}

/** Spreads the cotangents of the bin over the net's numbers. They are zero where not `inside`. */
function scatter(bins: i32, range: f32, odd: i32, net: usize, out: usize, gy: v128, inside: v128): void {
	const scale = v128.and(f32x4.splat(range * (1 - <f32>bins * LEAST_BIN)), inside);
	spread(bins, net, out, scale, gX0, gWidth, beforeX, shareX);
	spread(bins, net + ((<usize>bins) << 5), out + ((<usize>bins) << 5), scale, gy, gHeight, beforeY, shareY);
	const slopes = out + ((<usize>bins) << 6);
	const circular = isCircular;
	const count = circular ? bins : bins - 1 + odd;
	const g0 = v128.and(gRaw0, inside),
		g1 = v128.and(gRaw1, inside);
	for (let k = 0; k < count; k++) {
		// Knot k + 1 - odd is the left end of the bin with that number and the right end of the bin
		// before it.
		const knot = circular ? k : k + 1 - odd;
		const left = v128.and(g0, f32x4.eq(index, f32x4.splat(<f32>knot)));
		const last = circular && k === 0 ? bins - 1 : knot - 1;
		const right = v128.and(g1, f32x4.eq(index, f32x4.splat(<f32>last)));
		v128.store(slopes + ((<usize>k) << 5), f32x4.add(left, right));
	}
}

/**
 * Through the softmax: share_k (g_k - sum of share g), where g_k = scale times the cotangent of the
 * size of bin k.
 */
@inline function spread(
	bins: i32,
	shares: usize,
	out: usize,
	scale: v128,
	gBefore: v128,
	gHere: v128,
	before: v128,
	here: v128,
): void {
	const mean = mulAdd(gBefore, before, f32x4.mul(gHere, here));
	for (let k = 0; k < bins; k++) {
		const at = f32x4.splat(<f32>k);
		const earlier = f32x4.lt(at, index),
			same = f32x4.eq(at, index);
		const g = v128.or(v128.and(gBefore, earlier), v128.and(gHere, same));
		const p = v128.load(shares + ((<usize>k) << 5));
		v128.store(out + ((<usize>k) << 5), f32x4.mul(scale, f32x4.mul(p, f32x4.sub(g, mean))));
	}
}

/**
 * After `spline`: replaces d loss / dy in `gradient` by d loss / dx and writes the gradient of the
 * net's numbers to `out`. d loss / d log q is `live`.
 */
export function splineGradient(
	n: i32,
	sites: usize,
	input: usize,
	net: usize,
	gradient: usize,
	live: usize,
	out: usize,
): void {
	pullBack(false, n, sites, input, net, gradient, live, out);
}

/** Score before to score after: (score - d log slope / dx) / slope. The net receives gy = -after and gl = -1. */
export function splineScore(n: i32, sites: usize, input: usize, net: usize, score: usize, out: usize): void {
	pullBack(true, n, sites, input, net, score, 0, out);
}

@inline function pullBack(
	score: bool,
	n: i32,
	sites: usize,
	input: usize,
	net: usize,
	gradient: usize,
	live: usize,
	out: usize,
): void {
	const bins = binCount,
		odd = isOdd,
		bound = half;
	const edge = f32x4.splat(bound);
	const low: f32 = odd ? 0 : -bound,
		range: f32 = odd ? bound : 2 * bound;
	const stride = (<usize>outputs) << 5;
	for (let i = 0; i < n; i++, sites += 4, net += stride, out += stride) {
		const place = (<usize>load<i32>(sites)) << 5;
		for (let part: usize = 0; part < 32; part += 16) {
			const value = v128.load(input + place + part);
			const inside = f32x4.lt(f32x4.abs(value), edge);
			const x = clamped(odd ? f32x4.abs(value) : value, bound);
			const flip = odd ? sign(value) : f32x4.splat(0);
			const before = v128.load(gradient + place + part);
			let gy = v128.xor(before, flip);
			locate(x, bins, low, range, odd, net + part, false);
			let after: v128;
			if (score) {
				slopesAt(x);
				after = f32x4.div(f32x4.sub(gy, logSlopeSlope), slope);
				gy = f32x4.neg(after);
				partials(x, gy, f32x4.splat(-1));
			} else {
				partials(x, gy, f32x4.neg(v128.load(live + part)));
				after = gx;
			}
			scatter(bins, range, odd, net + part, out + part, gy, inside);
			v128.store(gradient + place + part, v128.bitselect(v128.xor(after, flip), before, inside));
		}
	}
}
