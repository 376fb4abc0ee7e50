/**
 * Plaquettes of U(1) links and what a coupling layer does with them beside its net and its map, for eight
 * samples in the lanes, [site][8] float32. Lists of sites are int32.
 */

import { cos4, sin4 } from "../../../tensor/kernels/math.as";
import { addLanes } from "../../coupling/simd/ends.as";

@inline const TURN: f32 = 6.283185307179586;
@inline const TURNS: f32 = 0.15915494309189535;

/** To [-pi, pi]. */
@inline export function wrapped(x: v128): v128 {
	return f32x4.sub(x, f32x4.mul(f32x4.splat(TURN), f32x4.nearest(f32x4.mul(x, f32x4.splat(TURNS)))));
}

@inline function at(base: usize, list: usize): usize {
	return base + ((<usize>load<i32>(list)) << 5);
}

/** Wraps n vectors of eight angles in place. */
export function wrapAll(n: i32, x: usize): void {
	for (const end = x + ((<usize>n) << 5); x < end; x += 16) v128.store(x, wrapped(v128.load(x)));
}

/** Wraps the angles at the listed sites in place. */
export function wrapSites(n: i32, list: usize, x: usize): void {
	for (let i = 0; i < n; i++, list += 4) {
		const here = at(x, list);
		v128.store(here, wrapped(v128.load(here)));
		v128.store(here, wrapped(v128.load(here, 16)), 16);
	}
}

/** `corners` lists the four links of each of n plaquettes; the last two count negative. */
export function plaquettes(n: i32, corners: usize, links: usize, out: usize): void {
	for (let i = 0; i < n; i++, corners += 16, out += 32) {
		for (let part: usize = 0; part < 32; part += 16) {
			const sum = f32x4.add(v128.load(at(links, corners) + part), v128.load(at(links, corners + 4) + part));
			const rest = f32x4.add(v128.load(at(links, corners + 8) + part), v128.load(at(links, corners + 12) + part));
			v128.store(out + part, wrapped(f32x4.sub(sum, rest)));
		}
	}
}

/** cos and sin of the listed plaquettes, [site][2][8]. */
export function features(n: i32, list: usize, plaquettes: usize, out: usize): void {
	for (let i = 0; i < n; i++, list += 4) {
		const from = at(plaquettes, list),
			to = out + ((<usize>load<i32>(list)) << 6);
		for (let part: usize = 0; part < 32; part += 16) {
			const p = v128.load(from + part);
			v128.store(to + part, cos4(p));
			v128.store(to + part, sin4(p), 32);
		}
	}
}

/** gradient += the gradient of `features`, which is cleared. */
export function featureGradient(n: i32, list: usize, features: usize, slopes: usize, gradient: usize): void {
	const none = f32x4.splat(0);
	for (let i = 0; i < n; i++, list += 4) {
		const place = (<usize>load<i32>(list)) << 6;
		const from = features + place,
			by = slopes + place,
			to = at(gradient, list);
		for (let part: usize = 0; part < 32; part += 16) {
			const turn = f32x4.sub(
				f32x4.mul(v128.load(from + part), v128.load(by + part, 32)),
				f32x4.mul(v128.load(from + part, 32), v128.load(by + part)),
			);
			v128.store(to + part, f32x4.add(v128.load(to + part), turn));
			v128.store(by + part, none);
			v128.store(by + part, none, 32);
		}
	}
}

/** x = wrap(x + sign t) at the active sites, t the last of the net's `numbers` there. */
export function rotate(n: i32, active: usize, x: usize, net: usize, numbers: i32, sign: f32): void {
	const stride = (<usize>numbers) << 5,
		factor = f32x4.splat(sign);
	let t = net + stride - 32;
	for (let i = 0; i < n; i++, active += 4, t += stride) {
		const here = at(x, active);
		for (let part: usize = 0; part < 32; part += 16)
			v128.store(here + part, wrapped(f32x4.add(v128.load(here + part), f32x4.mul(factor, v128.load(t + part)))));
	}
}

/** The gradient of the rotation is `sign` times that of the active plaquette. */
export function rotationGradient(n: i32, active: usize, gradient: usize, out: usize, numbers: i32, sign: f32): void {
	const stride = (<usize>numbers) << 5,
		factor = f32x4.splat(sign);
	let t = out + stride - 32;
	for (let i = 0; i < n; i++, active += 4, t += stride) {
		const here = at(gradient, active);
		v128.store(t, f32x4.mul(factor, v128.load(here)));
		v128.store(t, f32x4.mul(factor, v128.load(here, 16)), 16);
	}
}

/** Takes the turns of the active plaquettes, after - before, off the passive ones and, times `sign`, to the links. */
export function carry(
	n: i32,
	active: usize,
	passive: usize,
	before: usize,
	after: usize,
	links: usize,
	sign: f32,
): void {
	const factor = f32x4.splat(sign);
	for (let i = 0; i < n; i++, active += 4, passive += 4) {
		const from = at(before, active),
			to = at(after, active),
			other = at(after, passive),
			link = at(links, active);
		for (let part: usize = 0; part < 32; part += 16) {
			const turn = f32x4.sub(v128.load(to + part), v128.load(from + part));
			v128.store(other + part, f32x4.sub(v128.load(other + part), turn));
			v128.store(link + part, f32x4.add(v128.load(link + part), f32x4.mul(factor, turn)));
		}
	}
}

/** x at the active sites += sign x at the passive ones. */
export function addPassive(n: i32, active: usize, passive: usize, x: usize, sign: f32): void {
	const factor = f32x4.splat(sign);
	for (let i = 0; i < n; i++, active += 4, passive += 4) {
		const here = at(x, active),
			there = at(x, passive);
		for (let part: usize = 0; part < 32; part += 16)
			v128.store(here + part, f32x4.add(v128.load(here + part), f32x4.mul(factor, v128.load(there + part))));
	}
}

/** out[0..7] (float64) = -beta sum of cos P, summed in float64. */
export function wilson(n: i32, plaquettes: usize, beta: f64, out: usize): void {
	const none = f64x2.splat(0);
	for (let i: usize = 0; i < 64; i += 16) v128.store(out + i, none);
	for (let i = 0; i < n; i++, plaquettes += 32) {
		addLanes(out, cos4(v128.load(plaquettes)));
		addLanes(out + 32, cos4(v128.load(plaquettes, 16)));
	}
	const factor = f64x2.splat(-beta);
	for (let i: usize = 0; i < 64; i += 16) v128.store(out + i, f64x2.mul(factor, v128.load(out + i)));
}

/** gradient = live beta sin P. */
export function wilsonGradient(n: i32, plaquettes: usize, beta: f32, live: usize, gradient: usize): void {
	const low = f32x4.mul(f32x4.splat(beta), v128.load(live)),
		high = f32x4.mul(f32x4.splat(beta), v128.load(live, 16));
	for (let i = 0; i < n; i++, plaquettes += 32, gradient += 32) {
		v128.store(gradient, f32x4.mul(low, sin4(v128.load(plaquettes))));
		v128.store(gradient, f32x4.mul(high, sin4(v128.load(plaquettes, 16))), 16);
	}
}
