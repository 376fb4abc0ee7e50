/** A step of the integrator of samplers/gauge-continuous/reference/trajectory.ts, and the way of links in and out. */
import { algebraBytes, commutator, groupBytes, move } from "../../../actions/gauge/links/simd/group.as";
import {
	divergenceOf,
	divergenceSum,
	integral,
	k1,
	k2,
	k3,
	k4,
	links,
	rateOf,
	results,
	room,
	sites,
	slopeOf,
	stage,
	terms,
	timeModes,
} from "./memory.as";
import { evaluate, plaquettes } from "./velocity.as";

export function start(): void {
	const count: usize = 1 + <usize>(timeModes * terms);
	memory.fill(integral(), 0, count << 4);
}

/** One configuration at `source`, float64, as one of the lanes. */
export function insert(lane: i32, source: usize): void {
	const count = <usize>(2 * sites) * (groupBytes() >> 4);
	for (let i: usize = 0; i < count; i++)
		store<f64>(links + (i << 4) + ((<usize>lane) << 3), load<f64>(source + (i << 3)));
}

export function extract(lane: i32, target: usize): void {
	const count = <usize>(2 * sites) * (groupBytes() >> 4);
	for (let i: usize = 0; i < count; i++)
		store<f64>(target + (i << 3), load<f64>(links + (i << 4) + ((<usize>lane) << 3)));
}

/** Adds a stage to the integrals. `row`: t beta / N, halved for SU(N), T_j(t), then the coefficients. */
function collect(row: usize, weight: f64, rates: bool): void {
	const w = f64x2.splat(weight);
	v128.store(integral(), f64x2.add(v128.load(integral()), f64x2.mul(w, v128.load(divergenceSum()))));
	if (!rates) return;
	const scale = v128.load64_splat(row);
	for (let a = 0; a < terms; a++) {
		const rate = f64x2.mul(w, f64x2.sub(v128.load(divergenceOf(a)), f64x2.mul(scale, v128.load(slopeOf(a)))));
		for (let j = 0; j < timeModes; j++) {
			const at = rateOf(j, a);
			v128.store(at, f64x2.add(v128.load(at), f64x2.mul(v128.load64_splat(row + 8 + ((<usize>j) << 3)), rate)));
		}
	}
}

/** stage = exp(a X + b [Y, Z]) links, for all links. */
@inline function shift(out: usize, x: usize, a: f64, y: usize, z: usize, b: f64): void {
	const size = algebraBytes();
	const generator = room + 1024,
		turn = room + 1280;
	for (let l: usize = 0; l < <usize>(2 * sites); l++) {
		const at = l * size;
		for (let c: usize = 0; c < size; c += 16)
			v128.store(generator + c, f64x2.mul(f64x2.splat(a), v128.load(x + at + c)));
		if (sizeof<Group>() > 1 && b !== 0) {
			commutator(y + at, z + at, turn, room);
			for (let c: usize = 0; c < size; c += 16)
				v128.store(generator + c, f64x2.add(v128.load(generator + c), f64x2.mul(f64x2.splat(b), v128.load(turn + c))));
		}
		move(generator, links + l * groupBytes(), out + l * groupBytes(), room);
	}
}

/** `rows` are those of t, t + h/2 and t + h, `pitch` bytes apart. */
export function step(h: f64, rows: usize, pitch: usize, rates: bool): void {
	const numbers: usize = 8 + ((<usize>timeModes) << 3);
	const middle = rows + pitch,
		last = rows + 2 * pitch;
	evaluate(links, rows + numbers, k1, rates);
	collect(rows, h / 6, rates);
	shift(stage, k1, h / 2, k1, k1, 0);
	evaluate(stage, middle + numbers, k2, rates);
	collect(middle, h / 3, rates);
	shift(stage, k2, h / 2, k1, k2, (-h * h) / 8);
	evaluate(stage, middle + numbers, k3, rates);
	collect(middle, h / 3, rates);
	shift(stage, k3, h, k1, k1, 0);
	evaluate(stage, last + numbers, k4, rates);
	collect(last, h / 6, rates);
	const bytes = <usize>(2 * sites) * algebraBytes();
	const two = f64x2.splat(2);
	for (let at: usize = 0; at < bytes; at += 16) {
		const inner = f64x2.add(v128.load(k2 + at), v128.load(k3 + at));
		v128.store(k2 + at, f64x2.add(f64x2.add(v128.load(k1 + at), v128.load(k4 + at)), f64x2.mul(two, inner)));
	}
	shift(stage, k2, h / 6, k1, k4, (-h * h) / 12);
	memory.copy(links, stage, <usize>(2 * sites) * groupBytes());
}

/** The results at the links as they are. */
export function look(row: usize): void {
	evaluate(links, row + 8 + ((<usize>timeModes) << 3), k1, true);
}

/** Only the sum of Re tr P. */
export function trace(): void {
	plaquettes(links);
}

export function resultsAt(): usize {
	return results;
}
