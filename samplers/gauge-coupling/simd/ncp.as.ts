/**
 * Mean of Möbius maps of the circle for eight samples; the formulas are in
 * samplers/gauge-coupling/reference/ncp.ts. The net's numbers at an active site are s_k / 2, which the
 * forward map replaces by r_k = tanh(s_k / 2), then the rotation. With q = 1 - 2 r cos x + r^2 and
 * w = (1 - r^2) / q, the slope of a component,
 *
 *   dx'_k/dr = 2 sin x / q,   dw/dx = -2 r w sin x / q,   dw/dr = 2 (cos x (1 + r^2) - 2 r) / q^2.
 */

import { cos4, log4, sin4, tanh4 } from "../../../tensor/kernels/math.as";
import { subtractLanes } from "../../coupling/simd/ends.as";

let count: i32 = 1;

export function configureNcp(components: i32): void {
	count = components;
}

@inline function splat(x: f32): v128 {
	return f32x4.splat(x);
}

/** atan of any float32: Cephes' polynomial on |x| <= tan(pi/8), after (x - 1) / (x + 1) or -1 / x. */
@inline function atan4(x: v128): v128 {
	const a = f32x4.abs(x);
	const large = f32x4.gt(a, splat(2.414213562373095)),
		middle = f32x4.gt(a, splat(0.4142135623730951));
	const top = v128.bitselect(splat(-1), v128.bitselect(f32x4.sub(a, splat(1)), a, middle), large);
	const bottom = v128.bitselect(a, v128.bitselect(f32x4.add(a, splat(1)), splat(1), middle), large);
	const base = v128.bitselect(splat(1.5707963267948966), v128.and(splat(0.7853981633974483), middle), large);
	const y = f32x4.div(top, bottom);
	const z = f32x4.mul(y, y);
	let p = splat(8.05374449538e-2);
	p = f32x4.add(f32x4.mul(p, z), splat(-1.38776856032e-1));
	p = f32x4.add(f32x4.mul(p, z), splat(1.99777106478e-1));
	p = f32x4.add(f32x4.mul(p, z), splat(-3.33329491539e-1));
	const value = f32x4.add(base, f32x4.add(y, f32x4.mul(f32x4.mul(p, z), y)));
	return v128.or(value, v128.and(x, splat(-0.0)));
}

/** The image of x, by the r_k at `net`. */
@inline function imageOf(x: v128, net: usize): v128 {
	const s = sin4(x),
		c = cos4(x),
		one = splat(1);
	let sum = splat(0);
	for (let k = 0; k < count; k++) {
		const r = v128.load(net + ((<usize>k) << 5));
		sum = f32x4.add(sum, atan4(f32x4.div(f32x4.mul(r, s), f32x4.sub(one, f32x4.mul(r, c)))));
	}
	return f32x4.add(x, f32x4.mul(splat(<f32>2 / <f32>count), sum));
}

/** 1 - 2 r c + r^2, without cancellation near r = c = 1. */
@inline function quotient(r: v128, c: v128): v128 {
	const one = splat(1);
	const rest = f32x4.sub(one, r);
	return f32x4.add(f32x4.mul(rest, rest), f32x4.mul(f32x4.add(r, r), f32x4.sub(one, c)));
}

@inline function complement(r: v128): v128 {
	return f32x4.mul(f32x4.sub(splat(1), r), f32x4.add(splat(1), r));
}

@inline function slopeOf(x: v128, net: usize): v128 {
	const c = cos4(x);
	let sum = splat(0);
	for (let k = 0; k < count; k++) {
		const r = v128.load(net + ((<usize>k) << 5));
		sum = f32x4.add(sum, f32x4.div(complement(r), quotient(r, c)));
	}
	return f32x4.mul(splat(<f32>1 / <f32>count), sum);
}

@inline function squash(net: usize): void {
	for (let k = 0; k < count; k++, net += 32) v128.store(net, tanh4(v128.load(net)));
}

/** Forward in place. The log slopes are subtracted from logDensity (8 float64). */
export function ncp(n: i32, sites: usize, fields: usize, net: usize, logDensity: usize): void {
	const stride = (<usize>(count + 1)) << 5;
	for (let i = 0; i < n; i++, sites += 4, net += stride) {
		const place = fields + ((<usize>load<i32>(sites)) << 5);
		for (let part: usize = 0; part < 32; part += 16) {
			squash(net + part);
			const x = v128.load(place + part);
			v128.store(place + part, imageOf(x, net + part));
			subtractLanes(logDensity + 2 * part, log4(slopeOf(x, net + part)));
		}
	}
}

/** Backward in place, by bisection and a step of Newton's method. The log slopes are subtracted here too. */
export function ncpInverse(n: i32, sites: usize, fields: usize, net: usize, logDensity: usize): void {
	const stride = (<usize>(count + 1)) << 5;
	for (let i = 0; i < n; i++, sites += 4, net += stride) {
		const place = fields + ((<usize>load<i32>(sites)) << 5);
		for (let part: usize = 0; part < 32; part += 16) {
			squash(net + part);
			const y = v128.load(place + part);
			let x = splat(0);
			let width: f32 = 1.5707963267948966;
			for (let k = 0; k < 24; k++, width *= 0.5) {
				const above = f32x4.gt(y, imageOf(x, net + part));
				x = f32x4.add(x, v128.bitselect(splat(width), splat(-width), above));
			}
			x = f32x4.sub(x, f32x4.div(f32x4.sub(imageOf(x, net + part), y), slopeOf(x, net + part)));
			v128.store(place + part, x);
			subtractLanes(logDensity + 2 * part, log4(slopeOf(x, net + part)));
		}
	}
}

/** After `ncp`: d loss / dy in `gradient` becomes d loss / dx; the gradient of the net's numbers goes to `out`. */
export function ncpGradient(
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

/** Score before to score after; the net receives gy = -after and gl = -1. */
export function ncpScore(n: i32, sites: usize, input: usize, net: usize, score: usize, out: usize): void {
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
	const stride = (<usize>(count + 1)) << 5;
	const one = splat(1),
		two = splat(2),
		share = splat(<f32>1 / <f32>count);
	for (let i = 0; i < n; i++, sites += 4, net += stride, out += stride) {
		const place = (<usize>load<i32>(sites)) << 5;
		for (let part: usize = 0; part < 32; part += 16) {
			const x = v128.load(input + place + part);
			const s = sin4(x),
				c = cos4(x);
			let slope = splat(0),
				bend = splat(0);
			for (let k = 0; k < count; k++) {
				const r = v128.load(net + part + ((<usize>k) << 5));
				const inverse = f32x4.div(one, quotient(r, c));
				const w = f32x4.mul(complement(r), inverse);
				slope = f32x4.add(slope, w);
				bend = f32x4.sub(bend, f32x4.mul(f32x4.mul(f32x4.add(r, r), s), f32x4.mul(w, inverse)));
			}
			slope = f32x4.mul(slope, share);
			const logBend = f32x4.div(f32x4.mul(bend, share), slope);
			let gy = v128.load(gradient + place + part),
				gl = splat(-1);
			if (score) {
				const after = f32x4.div(f32x4.sub(gy, logBend), slope);
				v128.store(gradient + place + part, after);
				gy = f32x4.neg(after);
			} else {
				gl = f32x4.neg(v128.load(live + part));
				v128.store(gradient + place + part, f32x4.add(f32x4.mul(gy, slope), f32x4.mul(gl, logBend)));
			}
			const gw = f32x4.div(gl, slope);
			for (let k = 0; k < count; k++) {
				const r = v128.load(net + part + ((<usize>k) << 5));
				const inverse = f32x4.div(one, quotient(r, c));
				const lean = f32x4.sub(f32x4.mul(c, f32x4.add(one, f32x4.mul(r, r))), f32x4.add(r, r));
				const sum = f32x4.add(f32x4.mul(gy, s), f32x4.mul(f32x4.mul(gw, lean), inverse));
				const factor = f32x4.mul(f32x4.mul(two, share), f32x4.mul(complement(r), inverse));
				v128.store(out + part + ((<usize>k) << 5), f32x4.mul(factor, sum));
			}
		}
	}
}
