/**
 * The vector field of the equivariant flow at one time, and its adjoint, for four samples:
 *
 *   v_x = sum_f sum_y W^f_{x-y} g_f(phi_y),      div v = sum_x G'(phi_x),   G = sum_f W^f_0 g_f.
 *
 * The channels g_f are splines (see samplers/continuous/simd/spline.as.ts), and the convolution is
 * a product in Hartley space. Fields have the four samples in the lanes, channels and their transforms four
 * channels of one sample: [F/4, 4 samples], `span` bytes each. So a spline needs no transposition, its weights
 * are loaded once for all channels, and only the sum over the channels turns lanes into samples. Layouts:
 * coefficients of g [rows, F], of G [rows], multipliers [orbits, F], and their gradients alike.
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
/** Bytes of one sample's transform of four channels. */
let span: usize = 0;
/** Fours of channels that go through at once. */
let bunch: i32 = 0;
/** Bytes of a row of coefficients, or of the multipliers of an orbit. */
let rowBytes: usize = 0;
/** One for each sample of the block that counts, and zero for the others. */
export let mask: usize = 0;
export let line: usize = 0;
let channels: usize = 0;
let spectrum: usize = 0;
/** The furthest row that the adjoint met. Gradients beyond it are zero. */
export let furthestRow: i32 = 0;

/** Bytes of transforms of channels that are worked on at once: the caches hold them. */
const mostBunched: i32 = 1 << 23;

/** Not a power of two, so that neighbouring transforms do not meet in the same lines of the cache. */
export function spanOf(siteCount: i32): i32 {
	return siteCount * 16 + 64;
}

function bunchOf(siteCount: i32, groupCount: i32): i32 {
	return max(1, min(groupCount, mostBunched / (4 * spanOf(siteCount))));
}

/** Bytes of work space that the field needs. */
export function workBytes(siteCount: i32, longest: i32, groupCount: i32): i32 {
	const transforms = 4 * bunchOf(siteCount, groupCount) * spanOf(siteCount);
	return siteCount * (<i32>entry + 16) + transforms + longest * 80 + 16;
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
	spectrum = line + <usize>longest * 80;
	looked = spectrum + vectors;
	channels = looked + <usize>siteCount * entry;
	span = spanOf(siteCount);
	bunch = bunchOf(siteCount, groupCount);
	rowBytes = (<usize>groupCount) << 4;
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

/** Sums of the lanes of four vectors, one in each lane. */
@inline function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
	return add(add(turned0(a, b, c, d), turned1(a, b, c, d)), add(turned2(a, b, c, d), turned3(a, b, c, d)));
}

/**
 * Writes v at `phi` to `out` and adds the divergence of each sample to the four float64 at
 * `divergence`. Unless `kept` is 0, it stores the transforms of the channels [F/4, 4 samples, V] there for the
 * adjoint.
 */
export function field(phi: usize, out: usize, multipliers: usize, trace: usize, divergence: usize, kept: usize): void {
	const vectors = (<usize>sites) << 4;
	const inverse = f32x4.splat(inverseSpacing);
	const last = f32x4.splat(lastNode);
	const row4 = i32x4.splat(<i32>rowBytes);
	const next = span;
	let place = looked;
	let s01 = f64x2.splat(0);
	let s23 = f64x2.splat(0);
	for (let at: usize = 0; at < vectors; at += 16, place += entry) {
		const row = i32x4.shl(locate(v128.load(phi + at), inverse, last, row4, place), 2);
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
	for (let group = 0; group < groups; group += bunch) {
		const count = min(bunch, groups - group);
		const first = kept === 0 ? channels : kept + 4 * span * <usize>group;
		transformed(group, count, first);
		const weights = multipliers + ((<usize>group) << 4);
		let orbit = orbitOf;
		for (let at: usize = 0; at < vectors; at += 16, orbit += 4) {
			let w = weights + <usize>(load<u32>(orbit) * groups);
			let from = first + at;
			let a = f32x4.splat(0);
			let b = f32x4.splat(0);
			let c = f32x4.splat(0);
			let d = f32x4.splat(0);
			for (let end = w + ((<usize>count) << 4); w < end; w += 16, from += 4 * next) {
				const weight = v128.load(w);
				a = add(a, mul(weight, v128.load(from)));
				b = add(b, mul(weight, v128.load(from + next)));
				c = add(c, mul(weight, v128.load(from + 2 * next)));
				d = add(d, mul(weight, v128.load(from + 3 * next)));
			}
			const term = laneSums(a, b, c, d);
			v128.store(out + at, group === 0 ? term : add(v128.load(out + at), term));
		}
	}
	hartley(out, sites, plan, line);
}

/** Four channels, or their slopes, by the weights of four rows and the addresses of their coefficients. */
@inline function spline(w0: v128, w1: v128, w2: v128, w3: v128, c0: usize, c1: usize, c2: usize, c3: usize): v128 {
	return add(add(mul(w0, v128.load(c0)), mul(w1, v128.load(c1))), add(mul(w2, v128.load(c2)), mul(w3, v128.load(c3))));
}

/** Adds a number to what is at an address. */
@inline function addTo(at: usize, value: v128): void {
	v128.store(at, add(v128.load(at), value));
}

/** Writes the transforms of `count` fours of channels to `to`, at the fields of the entries of `looked`. */
function transformed(group: i32, count: i32, to: usize): void {
	const vectors = (<usize>sites) << 4;
	const coefficients = table + ((<usize>group) << 4);
	const size = (<usize>count) << 4;
	let place = looked;
	for (let at: usize = 0; at < vectors; at += 16, place += entry) {
		for (let s: usize = 0; s < 16; s += 4) {
			const w = place + s;
			const w0 = v128.load32_splat(w, 16);
			const w1 = v128.load32_splat(w, 32);
			const w2 = v128.load32_splat(w, 48);
			const w3 = v128.load32_splat(w, 64);
			let c0 = coefficients + load<u32>(w);
			let c1 = c0 + rowBytes;
			let c2 = c1 + rowBytes;
			let c3 = c2 + rowBytes;
			let out = to + at + (s >> 2) * span;
			for (let end = c0 + size; c0 < end; c0 += 16, c1 += 16, c2 += 16, c3 += 16, out += 4 * span)
				v128.store(out, spline(w0, w1, w2, w3, c0, c1, c2, c3));
		}
	}
	const transforms = to + 4 * span * <usize>count;
	for (let one = to; one < transforms; one += span) hartley(one, sites, plan, line);
}

/**
 * One site and one sample of the adjoint: d phi in four parts. `r` is where the cotangents of its `count` fours of
 * channels begin. With `learn` it adds to the gradients of the coefficients.
 */
@inline function pulled(learn: bool, group: i32, count: i32, w: usize, r: usize): v128 {
	const row = load<u32>(w) + ((<usize>group) << 4);
	const d0 = v128.load32_splat(w, 80);
	const d1 = v128.load32_splat(w, 96);
	const d2 = v128.load32_splat(w, 112);
	const d3 = v128.load32_splat(w, 128);
	const w0 = v128.load32_splat(w, 16);
	const w1 = v128.load32_splat(w, 32);
	const w2 = v128.load32_splat(w, 48);
	const w3 = v128.load32_splat(w, 64);
	const shift = tableGradient - table;
	let c0 = table + row;
	let c1 = c0 + rowBytes;
	let c2 = c1 + rowBytes;
	let c3 = c2 + rowBytes;
	let sum = f32x4.splat(0);
	for (let end = c0 + ((<usize>count) << 4); c0 < end; c0 += 16, c1 += 16, c2 += 16, c3 += 16, r += 4 * span) {
		const cotangent = v128.load(r);
		sum = add(sum, mul(spline(d0, d1, d2, d3, c0, c1, c2, c3), cotangent));
		if (!learn) continue;
		addTo(c0 + shift, mul(w0, cotangent));
		addTo(c1 + shift, mul(w1, cotangent));
		addTo(c2 + shift, mul(w2, cotangent));
		addTo(c3 + shift, mul(w3, cotangent));
	}
	return sum;
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
	const row4 = i32x4.splat(<i32>rowBytes);
	const shares = mul(v128.load(mask), f32x4.splat(share));
	let place = looked;
	let furthest = i32x4.splat(furthestRow);
	for (let at: usize = 0; at < vectors; at += 16, place += entry) {
		const value = v128.load(phi + at);
		const row = locate(value, inverse, last, row4, place);
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
	for (let group = 0; group < groups; group += bunch) {
		const count = min(bunch, groups - group);
		// First the spectrum of g times that of the cotangent: the gradient of the multipliers.
		let known = kept + 4 * span * <usize>group;
		if (learn && kept === 0) {
			known = channels;
			transformed(group, count, channels);
		}
		if (learn) spread(true, group, count, multipliers, multiplierGradient, known);
		else spread(false, group, count, multipliers, multiplierGradient, known);
		// Then the multiplied spectrum back: the cotangent of each channel.
		const transforms = channels + 4 * span * <usize>count;
		for (let one = channels; one < transforms; one += span) hartley(one, sites, plan, line);
		if (learn) pullBack(true, group, count, out);
		else pullBack(false, group, count, out);
	}
}

/** Writes the spectrum times the multipliers to `channels`; with `learn` also adds to the gradients of the multipliers. */
@inline function spread(
	learn: bool,
	group: i32,
	count: i32,
	multipliers: usize,
	multiplierGradient: usize,
	known: usize,
): void {
	const vectors = (<usize>sites) << 4;
	const offset = (<usize>group) << 4;
	let orbit = orbitOf;
	for (let at: usize = 0; at < vectors; at += 16, orbit += 4) {
		const index = offset + <usize>(load<u32>(orbit) * groups);
		let w = multipliers + index;
		let g = multiplierGradient + index;
		let from = known + at;
		let to = channels + at;
		const a = v128.load32_splat(spectrum + at);
		const b = v128.load32_splat(spectrum + at, 4);
		const c = v128.load32_splat(spectrum + at, 8);
		const d = v128.load32_splat(spectrum + at, 12);
		for (let end = w + ((<usize>count) << 4); w < end; w += 16, to += 4 * span) {
			if (learn) {
				const low = add(mul(a, v128.load(from)), mul(b, v128.load(from + span)));
				const high = add(mul(c, v128.load(from + 2 * span)), mul(d, v128.load(from + 3 * span)));
				v128.store(g, add(v128.load(g), add(low, high)));
				g += 16;
				from += 4 * span;
			}
			const weight = v128.load(w);
			v128.store(to, mul(a, weight));
			v128.store(to + span, mul(b, weight));
			v128.store(to + 2 * span, mul(c, weight));
			v128.store(to + 3 * span, mul(d, weight));
		}
	}
}

/** Adds d phi to `out`. */
@inline function pullBack(learn: bool, group: i32, count: i32, out: usize): void {
	const end = channels + ((<usize>sites) << 4);
	let place = looked;
	for (let r = channels; r < end; r += 16, place += entry, out += 16) {
		const a = pulled(learn, group, count, place, r);
		const b = pulled(learn, group, count, place + 4, r + span);
		const c = pulled(learn, group, count, place + 8, r + 2 * span);
		const d = pulled(learn, group, count, place + 12, r + 3 * span);
		addTo(out, laneSums(a, b, c, d));
	}
}
