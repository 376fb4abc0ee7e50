/**
 * The vector field of the equivariant flow at one time, and its adjoint, for four samples:
 *
 *   v_x = sum_f sum_y W^f_{x-y} g_f(phi_y),      div v = sum_x G'(phi_x),   G = sum_f W^f_0 g_f.
 *
 * The channels g_f are splines (see samplers/continuous/simd/spline.as.ts), and the convolution is
 * a product in Hartley space. Layouts: coefficients of g [F/4][rows][4], of G [rows], multipliers
 * [F/4][orbits][4]. Their gradients have the same layout, with four samples in place of each
 * number.
 */
import { add, hartley, mul } from "../../../tensor/kernels/hartley.as";
import { curvature, entry, locate } from "./spline.as";

export let sites: i32 = 0;
export let groups: i32 = 0;
export let orbits: i32 = 0;
export let rows: i32 = 0;
export let plan: usize = 0;
export let table: usize = 0;
export let tableGradient: usize = 0;
/** For each site of Hartley space, 16 times its orbit. */
export let orbitOf: usize = 0;
let inverseSpacing: f32 = 0;
let lastNode: f32 = 0;
/** Work space. All of it holds vectors of four samples. */
let looked: usize = 0;
/** One for each sample of the block that counts, and zero for the others. */
export let mask: usize = 0;
export let line: usize = 0;
let channels: usize = 0;
let spectrum: usize = 0;
/** The furthest row that the adjoint met. Gradients beyond it are zero. */
export let furthestRow: i32 = 0;

/** Bytes of work space that the field needs. */
export function workBytes(siteCount: i32, longest: i32): i32 {
	return siteCount * (<i32>entry + 4 * 16 + 16) + longest * 64 + 16;
}

export function configureField(
	siteCount: i32,
	longest: i32,
	groupCount: i32,
	orbitCount: i32,
	rowCount: i32,
	inverse: f32,
	planAddress: usize,
	orbitAddress: usize,
	tableAddress: usize,
	gradientAddress: usize,
	work: usize,
): void {
	sites = siteCount;
	groups = groupCount;
	orbits = orbitCount;
	rows = rowCount;
	inverseSpacing = inverse;
	lastNode = <f32>(rowCount - 4);
	plan = planAddress;
	orbitOf = orbitAddress;
	table = tableAddress;
	tableGradient = gradientAddress;
	const vectors = (<usize>siteCount) << 4;
	mask = work;
	line = work + 16;
	spectrum = line + <usize>longest * 64;
	channels = spectrum + vectors;
	looked = channels + 4 * vectors;
}

export function resetFurthest(): void {
	furthestRow = 0;
}

/** Transposes four consecutive numbers of four samples: vector j holds number j of each sample. */
@inline function turned0(a: v128, b: v128, c: v128, d: v128): v128 {
	return v128.shuffle<i64>(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 0, 4, 1, 5), 0, 2);
}
@inline function turned1(a: v128, b: v128, c: v128, d: v128): v128 {
	return v128.shuffle<i64>(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 0, 4, 1, 5), 1, 3);
}
@inline function turned2(a: v128, b: v128, c: v128, d: v128): v128 {
	return v128.shuffle<i64>(v128.shuffle<f32>(a, b, 2, 6, 3, 7), v128.shuffle<f32>(c, d, 2, 6, 3, 7), 0, 2);
}
@inline function turned3(a: v128, b: v128, c: v128, d: v128): v128 {
	return v128.shuffle<i64>(v128.shuffle<f32>(a, b, 2, 6, 3, 7), v128.shuffle<f32>(c, d, 2, 6, 3, 7), 1, 3);
}

@inline export function accumulate(sum: usize, value: v128): void {
	const high = v128.shuffle<i32>(value, value, 2, 3, 2, 3);
	v128.store(sum, f64x2.add(v128.load(sum), f64x2.promote_low_f32x4(value)));
	v128.store(sum, f64x2.add(v128.load(sum, 16), f64x2.promote_low_f32x4(high)), 16);
}

/** Four channels at one site of one sample. The weights are the numbers at `w`, `w + 16`, ... */
@inline function interpolated(from: usize, w: usize): v128 {
	return add(
		add(mul(v128.load32_splat(w), v128.load(from)), mul(v128.load32_splat(w, 16), v128.load(from, 16))),
		add(mul(v128.load32_splat(w, 32), v128.load(from, 32)), mul(v128.load32_splat(w, 48), v128.load(from, 48))),
	);
}

/**
 * Writes v at `phi` to `out` and adds the divergence of each sample to the four float64 at
 * `divergence`. Unless `kept` is 0, it stores the transforms of the channels [F, V] there for the
 * adjoint.
 */
export function field(phi: usize, out: usize, multipliers: usize, trace: usize, divergence: usize, kept: usize): void {
	const vectors = (<usize>sites) << 4;
	const inverse = f32x4.splat(inverseSpacing);
	const last = f32x4.splat(lastNode);
	let place = looked;
	let s01 = f64x2.splat(0);
	let s23 = f64x2.splat(0);
	for (let at: usize = 0; at < vectors; at += 16, place += entry) {
		const row = i32x4.shl(locate(v128.load(phi + at), inverse, last, place), 2);
		const a = v128.load(trace + <usize>i32x4.extract_lane(row, 0));
		const b = v128.load(trace + <usize>i32x4.extract_lane(row, 1));
		const c = v128.load(trace + <usize>i32x4.extract_lane(row, 2));
		const d = v128.load(trace + <usize>i32x4.extract_lane(row, 3));
		const slope = add(
			add(mul(v128.load(place, 80), turned0(a, b, c, d)), mul(v128.load(place, 96), turned1(a, b, c, d))),
			add(mul(v128.load(place, 112), turned2(a, b, c, d)), mul(v128.load(place, 128), turned3(a, b, c, d))),
		);
		s01 = f64x2.add(s01, f64x2.promote_low_f32x4(slope));
		s23 = f64x2.add(s23, f64x2.promote_low_f32x4(v128.shuffle<i32>(slope, slope, 2, 3, 2, 3)));
	}
	v128.store(divergence, f64x2.add(v128.load(divergence), s01));
	v128.store(divergence, f64x2.add(v128.load(divergence, 16), s23), 16);
	for (let group = 0; group < groups; group++) {
		const place = kept === 0 ? channels : kept + vectors * 4 * <usize>group;
		channelsOf(table + ((<usize>(rows * group)) << 4), place);
		for (let f: usize = 0; f < 4; f++) hartley(place + f * vectors, sites, plan, line);
		const weights = multipliers + ((<usize>(orbits * group)) << 4);
		let orbit = orbitOf;
		let from = place;
		for (let at: usize = 0; at < vectors; at += 16, orbit += 4, from += 16) {
			const w = weights + <usize>load<u32>(orbit);
			const term = add(
				add(mul(v128.load32_splat(w), v128.load(from)), mul(v128.load32_splat(w, 4), v128.load(from + vectors))),
				add(
					mul(v128.load32_splat(w, 8), v128.load(from + 2 * vectors)),
					mul(v128.load32_splat(w, 12), v128.load(from + 3 * vectors)),
				),
			);
			v128.store(out + at, group === 0 ? term : add(v128.load(out + at), term));
		}
	}
	hartley(out, sites, plan, line);
}

/** Writes the four channels of one group at every site to `start`, from the entries of `looked`. */
function channelsOf(coefficients: usize, start: usize): void {
	const vectors = (<usize>sites) << 4;
	let place = looked;
	for (let to = start; to < start + vectors; to += 16, place += entry) {
		const a = interpolated(coefficients + load<u32>(place), place + 16);
		const b = interpolated(coefficients + load<u32>(place, 4), place + 20);
		const c = interpolated(coefficients + load<u32>(place, 8), place + 24);
		const d = interpolated(coefficients + load<u32>(place, 12), place + 28);
		v128.store(to, turned0(a, b, c, d));
		v128.store(to + vectors, turned1(a, b, c, d));
		v128.store(to + 2 * vectors, turned2(a, b, c, d));
		v128.store(to + 3 * vectors, turned3(a, b, c, d));
	}
}

/**
 * One sample, one group, one site of the adjoint: d phi in parts, channels to `value`, gradients of
 * the coefficients.
 */
@inline function pulled(from: usize, gradient: usize, w: usize, r: v128): v128 {
	const c0 = v128.load(from);
	const c1 = v128.load(from, 16);
	const c2 = v128.load(from, 32);
	const c3 = v128.load(from, 48);
	const slope = add(
		add(mul(v128.load32_splat(w, 64), c0), mul(v128.load32_splat(w, 80), c1)),
		add(mul(v128.load32_splat(w, 96), c2), mul(v128.load32_splat(w, 112), c3)),
	);
	v128.store(gradient, add(v128.load(gradient), mul(v128.load32_splat(w), r)));
	v128.store(gradient, add(v128.load(gradient, 16), mul(v128.load32_splat(w, 16), r)), 16);
	v128.store(gradient, add(v128.load(gradient, 32), mul(v128.load32_splat(w, 32), r)), 32);
	v128.store(gradient, add(v128.load(gradient, 48), mul(v128.load32_splat(w, 48), r)), 48);
	return mul(slope, r);
}

/** The same without gradients: slopes at `w` times the cotangents of the channels. */
@inline function bent(from: usize, w: usize, r: v128): v128 {
	return mul(interpolated(from, w), r);
}

/**
 * Adjoint at `phi`. `cotangent` is d loss / d v. `share` is d loss / d div, the same for all
 * samples that count. It writes d loss / d phi to `out`. With `learn` it also adds to the gradients
 * of the spline coefficients, of the trace's coefficients and of the multipliers. `kept` holds what
 * `field` stored there, or is 0.
 */
export function fieldAdjoint(
	phi: usize,
	cotangent: usize,
	share: f32,
	out: usize,
	learn: bool,
	multipliers: usize,
	trace: usize,
	multiplierGradient: usize,
	traceGradient: usize,
	kept: usize,
): void {
	const vectors = (<usize>sites) << 4;
	const inverse = f32x4.splat(inverseSpacing);
	const last = f32x4.splat(lastNode);
	const shares = mul(v128.load(mask), f32x4.splat(share));
	let place = looked;
	let furthest = i32x4.splat(furthestRow);
	for (let at: usize = 0; at < vectors; at += 16, place += entry) {
		const value = v128.load(phi + at);
		const row = locate(value, inverse, last, place);
		furthest = i32x4.max_s(furthest, row);
		if (share === 0) {
			v128.store(out + at, shares);
			continue;
		}
		const offset = i32x4.shl(row, 2);
		const o0 = <usize>i32x4.extract_lane(offset, 0);
		const o1 = <usize>i32x4.extract_lane(offset, 1);
		const o2 = <usize>i32x4.extract_lane(offset, 2);
		const o3 = <usize>i32x4.extract_lane(offset, 3);
		const a = v128.load(trace + o0);
		const b = v128.load(trace + o1);
		const c = v128.load(trace + o2);
		const d = v128.load(trace + o3);
		const bend = curvature(
			value,
			inverse,
			last,
			turned0(a, b, c, d),
			turned1(a, b, c, d),
			turned2(a, b, c, d),
			turned3(a, b, c, d),
		);
		v128.store(out + at, mul(shares, bend));
		if (!learn) continue;
		const d0 = mul(shares, v128.load(place, 80));
		const d1 = mul(shares, v128.load(place, 96));
		const d2 = mul(shares, v128.load(place, 112));
		const d3 = mul(shares, v128.load(place, 128));
		v128.store(traceGradient + o0, add(v128.load(traceGradient + o0), turned0(d0, d1, d2, d3)));
		v128.store(traceGradient + o1, add(v128.load(traceGradient + o1), turned1(d0, d1, d2, d3)));
		v128.store(traceGradient + o2, add(v128.load(traceGradient + o2), turned2(d0, d1, d2, d3)));
		v128.store(traceGradient + o3, add(v128.load(traceGradient + o3), turned3(d0, d1, d2, d3)));
	}
	furthestRow = max(
		max(i32x4.extract_lane(furthest, 0), i32x4.extract_lane(furthest, 1)),
		max(i32x4.extract_lane(furthest, 2), i32x4.extract_lane(furthest, 3)),
	);
	memory.copy(spectrum, cotangent, vectors);
	hartley(spectrum, sites, plan, line);
	for (let group = 0; group < groups; group++) {
		const start = (<usize>(rows * group)) << 4;
		const coefficients = table + start;
		const gradients = tableGradient + start;
		// First the spectrum of g times that of the cotangent: the gradient of the multipliers.
		let known = kept + vectors * 4 * <usize>group;
		if (learn && kept === 0) {
			known = channels;
			channelsOf(coefficients, channels);
			for (let f: usize = 0; f < 4; f++) hartley(channels + f * vectors, sites, plan, line);
		}
		const weights = multipliers + ((<usize>(orbits * group)) << 4);
		const weightGradients = multiplierGradient + ((<usize>(orbits * group)) << 6);
		let orbit = orbitOf;
		let at = channels;
		for (let from = spectrum; from < spectrum + vectors; from += 16, at += 16, known += 16, orbit += 4) {
			const index = <usize>load<u32>(orbit);
			const w = weights + index;
			const s = v128.load(from);
			if (learn) {
				const g = weightGradients + (index << 2);
				v128.store(g, add(v128.load(g), mul(s, v128.load(known))));
				v128.store(g, add(v128.load(g, 16), mul(s, v128.load(known + vectors))), 16);
				v128.store(g, add(v128.load(g, 32), mul(s, v128.load(known + 2 * vectors))), 32);
				v128.store(g, add(v128.load(g, 48), mul(s, v128.load(known + 3 * vectors))), 48);
			}
			v128.store(at, mul(s, v128.load32_splat(w)));
			v128.store(at + vectors, mul(s, v128.load32_splat(w, 4)));
			v128.store(at + 2 * vectors, mul(s, v128.load32_splat(w, 8)));
			v128.store(at + 3 * vectors, mul(s, v128.load32_splat(w, 12)));
		}
		// Then the multiplied spectrum back: the cotangent of each channel.
		for (let f: usize = 0; f < 4; f++) hartley(channels + f * vectors, sites, plan, line);
		place = looked;
		at = channels;
		for (let to = out; to < out + vectors; to += 16, at += 16, place += entry) {
			const r0 = v128.load(at);
			const r1 = v128.load(at + vectors);
			const r2 = v128.load(at + 2 * vectors);
			const r3 = v128.load(at + 3 * vectors);
			const o0 = <usize>load<u32>(place);
			const o1 = <usize>load<u32>(place, 4);
			const o2 = <usize>load<u32>(place, 8);
			const o3 = <usize>load<u32>(place, 12);
			if (!learn) {
				const a = bent(coefficients + o0, place + 80, turned0(r0, r1, r2, r3));
				const b = bent(coefficients + o1, place + 84, turned1(r0, r1, r2, r3));
				const c = bent(coefficients + o2, place + 88, turned2(r0, r1, r2, r3));
				const d = bent(coefficients + o3, place + 92, turned3(r0, r1, r2, r3));
				const sum = add(add(turned0(a, b, c, d), turned1(a, b, c, d)), add(turned2(a, b, c, d), turned3(a, b, c, d)));
				v128.store(to, add(v128.load(to), sum));
				continue;
			}
			const a = pulled(coefficients + o0, gradients + o0, place + 16, turned0(r0, r1, r2, r3));
			const b = pulled(coefficients + o1, gradients + o1, place + 20, turned1(r0, r1, r2, r3));
			const c = pulled(coefficients + o2, gradients + o2, place + 24, turned2(r0, r1, r2, r3));
			const d = pulled(coefficients + o3, gradients + o3, place + 28, turned3(r0, r1, r2, r3));
			const sum = add(add(turned0(a, b, c, d), turned1(a, b, c, d)), add(turned2(a, b, c, d), turned3(a, b, c, d)));
			v128.store(to, add(v128.load(to), sum));
		}
	}
}
