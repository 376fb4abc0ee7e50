/**
 * Sweeps over all links in place, two chains in the lanes. The weight of a link U with staples Sigma is
 * exp((beta/N) Re tr (U Sigma)) in the Haar measure. A heat bath draws from it; overrelaxation keeps Re tr
 * (U Sigma), and in U(1) and SU(2) it is its own inverse. In SU(3) both treat the three SU(2) subgroups in
 * turn. The random words of a draw depend on its place, sweep, update and chain alone.
 */
import { beta, dimension, link, sites } from "../../../../actions/gauge/links/simd/geometry.as";
import { multiply } from "../../../../actions/gauge/links/simd/group.as";
import { staples } from "../../../../actions/gauge/links/simd/plaquettes.as";
import { multiply as multiply2, multiplyDagger as multiplyDagger2 } from "../../../../actions/gauge/links/simd/su2.as";
import { chunk, drawsOfLink, firstWords, links, room, staple } from "./memory.as";
import { drawMatrix } from "./su2-weight.as";
import { blockOf, columnOf, rowOf, turnRows } from "./subgroups.as";
import { drawAngle } from "./von-mises.as";

/**
 * The order of the sites: even numbers, then odd ones. A link and the next one are then no neighbours, and
 * need not wait for each other.
 */
@inline function siteAt(place: i32): i32 {
	const half = (sites + 1) >> 1;
	return place < half ? 2 * place : 2 * (place - half) + 1;
}

/** `count` sweeps. `purpose` and those after it belong to this call. */
export function heatBath(update: u32, chain: u32, purpose: u32, count: i32): void {
	for (let sweep = 0; sweep < count; sweep++)
		for (let mu = 0; mu < dimension; mu++)
			for (let first = 0; first < sites; first += chunk) {
				const here = min(chunk, sites - first) * drawsOfLink();
				const draw = (mu * sites + first) * drawsOfLink();
				firstWords(draw, here, update, chain, purpose + sweep);
				for (let place = 0; place < here; place += drawsOfLink()) {
					const x = siteAt(first + place / drawsOfLink());
					staples(links, mu, x, staple, room);
					fresh(link(links, mu, x), place, draw + place, update, chain, purpose + sweep);
				}
			}
}

/** `count` sweeps without random numbers. */
export function overrelax(_update: u32, _chain: u32, _purpose: u32, count: i32): void {
	for (let sweep = 0; sweep < count; sweep++)
		for (let mu = 0; mu < dimension; mu++)
			for (let place = 0; place < sites; place++) {
				const x = siteAt(place);
				staples(links, mu, x, staple, room);
				reflect(link(links, mu, x));
			}
}

@inline function fresh(u: usize, place: i32, draw: i32, update: u32, chain: u32, purpose: u32): void {
	const h = room + 288,
		v = room + 352;
	if (sizeof<Group>() === 8) {
		// Sigma = r exp(i phi), so that theta + phi has von Mises' law.
		const r = normalise(staple, 32, v);
		drawAngle(f64x2.mul(f64x2.splat(beta), r), h, place, draw, update, chain, purpose);
		const c = v128.load(h),
			s = v128.load(h, 16),
			x = v128.load(v),
			y = v128.load(v, 16);
		v128.store(u, f64x2.add(f64x2.mul(c, x), f64x2.mul(s, y)));
		v128.store(u, f64x2.sub(f64x2.mul(s, x), f64x2.mul(c, y)), 16);
	} else if (sizeof<Group>() === 2) {
		// Sigma = k v, so that U v has the weight exp(beta k h0).
		const k = normalise(staple, 64, v);
		drawMatrix(f64x2.mul(f64x2.splat(beta), k), h, place, draw, update, chain, purpose);
		multiplyDagger2(h, v, u);
	} else {
		const m = room + 576,
			g = room + 416;
		multiply(u, staple, m);
		for (let n = 0; n < 3; n++) {
			const i = rowOf(n),
				j = columnOf(n);
			blockOf(m, i, j, v);
			const k = normalise(v, 64, v);
			drawMatrix(f64x2.mul(f64x2.splat((2 * beta) / 3), k), h, place + n, draw + n, update, chain, purpose);
			multiplyDagger2(h, v, g);
			turnRows(g, i, j, u);
			if (n < 2) turnRows(g, i, j, m);
		}
	}
}

@inline function reflect(u: usize): void {
	const v = room + 352,
		h = room + 288;
	if (sizeof<Group>() === 8) {
		// theta -> -2 phi - theta
		const x = v128.load(staple),
			y = v128.load(staple, 16);
		const xx = f64x2.mul(x, x),
			yy = f64x2.mul(y, y);
		const square = f64x2.add(xx, yy);
		const none = f64x2.eq(square, f64x2.splat(0));
		const over = f64x2.div(f64x2.splat(1), v128.bitselect(f64x2.splat(1), square, none));
		const c = v128.bitselect(f64x2.splat(1), f64x2.mul(over, f64x2.sub(xx, yy)), none);
		const s = f64x2.mul(f64x2.mul(f64x2.splat(-2), over), f64x2.mul(x, y));
		const re = v128.load(u),
			im = v128.load(u, 16);
		v128.store(u, f64x2.add(f64x2.mul(c, re), f64x2.mul(s, im)));
		v128.store(u, f64x2.sub(f64x2.mul(s, re), f64x2.mul(c, im)), 16);
	} else if (sizeof<Group>() === 2) {
		// U -> v^+ U^+ v^+ = (v U v)^+
		normalise(staple, 64, v);
		multiply2(v, u, h);
		multiply2(h, v, u);
		conjugate(u, u);
	} else {
		const m = room + 576,
			g = room + 416;
		multiply(u, staple, m);
		for (let n = 0; n < 3; n++) {
			const i = rowOf(n),
				j = columnOf(n);
			blockOf(m, i, j, v);
			normalise(v, 64, v);
			// g r = r^+: the block's trace stays.
			conjugate(v, v);
			multiply2(v, v, g);
			turnRows(g, i, j, u);
			if (n < 2) turnRows(g, i, j, m);
		}
	}
}

/** Inverse of a quaternion of length 1. */
@inline function conjugate(a: usize, out: usize): void {
	v128.store(out, v128.load(a));
	for (let i: usize = 16; i < 64; i += 16) v128.store(out + i, f64x2.neg(v128.load(a + i)));
}

/** out = a / |a|, and (1, 0, ...) where a = 0; returns |a|. */
@inline function normalise(a: usize, bytes: usize, out: usize): v128 {
	let square = f64x2.splat(0);
	for (let i: usize = 0; i < bytes; i += 16) square = f64x2.add(square, f64x2.mul(v128.load(a + i), v128.load(a + i)));
	const length = f64x2.sqrt(square);
	const none = f64x2.eq(length, f64x2.splat(0));
	const over = f64x2.div(f64x2.splat(1), v128.bitselect(f64x2.splat(1), length, none));
	for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f64x2.mul(over, v128.load(a + i)));
	v128.store(out, v128.bitselect(f64x2.splat(1), v128.load(out), none));
	return length;
}
