/** The velocity of samplers/gauge-continuous/model.ts, its divergence, and those of its terms. */

import {
	algebraBytes,
	colours,
	dot,
	groupBytes,
	multiply,
	multiplyDagger,
	sources,
} from "../../../actions/gauge/links/simd/group.as";
import { boxSums, frameLines, spread } from "./flux.as";
import {
	between,
	boxes,
	divergenceOf,
	divergenceSum,
	divergences,
	elements,
	extent0,
	extent1,
	factors,
	gathered,
	image,
	image2,
	means,
	mirror,
	mirror2,
	powers,
	ratios,
	reach0,
	reach1,
	reflections,
	room,
	sites,
	slopeOf,
	sourceCount,
	sums,
	terms,
	total,
	traceSum,
} from "./memory.as";
import { reflect, reflectBack } from "./reflect.as";

@inline function coefficient(coefficients: usize, term: i32): v128 {
	return v128.load64_splat(coefficients + ((<usize>term) << 3));
}

@inline function increase(address: usize, value: v128): void {
	v128.store(address, f64x2.add(v128.load(address), value));
}

/** Index of the source u_m: behind the second power stands the adjoint trace in SU(3). */
@inline function powerAt(m: i32): i32 {
	return sizeof<Group>() === 4 && m > 1 ? m + 1 : m;
}

export function plaquettes(from: usize): void {
	const size = groupBytes(),
		pitch = (<usize>sites) << 4;
	const second = from + <usize>sites * size;
	const p = room,
		q = room + 288,
		scratch = room + 576;
	let traces = f64x2.splat(0);
	for (let i = 0; i < extent0; i++)
		for (let j = 0; j < extent1; j++) {
			const x = <usize>(i * extent1 + j),
				right = <usize>(((i + 1) % extent0) * extent1 + j),
				up = <usize>(i * extent1 + ((j + 1) % extent1));
			multiply(from + x * size, second + right * size, p);
			multiplyDagger(p, from + up * size, q);
			multiplyDagger(q, second + x * size, p);
			const trace = sources(
				p,
				powers,
				factors,
				elements + x * algebraBytes(),
				divergences + (x << 4),
				ratios + (x << 4),
				pitch,
				scratch,
			);
			traces = f64x2.add(traces, trace);
		}
	v128.store(traceSum(), traces);
}

/** A(x) of one order of directions, in `total`, and the slopes of the terms. */
function sourcesOf(coefficients: usize, slopes: bool): void {
	const size = algebraBytes(),
		field = <usize>sites * size,
		pitch = (<usize>sites) << 4;
	const half = f64x2.splat(0.5);
	const difference = room;
	for (let x: usize = 0; x < <usize>sites; x++) {
		const here = x * size;
		for (let c: usize = 0; c < size; c += 16) {
			let sum = f64x2.splat(0);
			for (let k = 0; k < sourceCount; k++)
				sum = f64x2.add(
					sum,
					f64x2.mul(coefficient(coefficients, k), v128.load(elements + <usize>k * field + here + c)),
				);
			v128.store(total + here + c, sum);
		}
		if (slopes) {
			for (let c: usize = 0; c < size; c += 16)
				v128.store(
					difference + c,
					f64x2.mul(half, f64x2.sub(v128.load(elements + here + c), v128.load(gathered + here + c))),
				);
			for (let k = 0; k < sourceCount; k++) increase(slopeOf(k), dot(elements + <usize>k * field + here, difference));
		}
		for (let m = 0; m < means; m++) {
			const b = gathered + <usize>m * field + here;
			let weight = f64x2.splat(0);
			let slope = f64x2.splat(0);
			if (slopes) slope = dot(b, difference);
			for (let k = 0; k < factors; k++) {
				const term = sourceCount + k * means + m,
					ratio = v128.load(ratios + <usize>k * pitch + (x << 4));
				weight = f64x2.add(weight, f64x2.mul(coefficient(coefficients, term), ratio));
				if (slopes) increase(slopeOf(term), f64x2.mul(ratio, slope));
			}
			for (let c: usize = 0; c < size; c += 16) increase(total + here + c, f64x2.mul(weight, v128.load(b + c)));
		}
	}
}

/** div of the terms with means, of one order of directions. */
function meanDivergences(): void {
	const size = algebraBytes(),
		field = <usize>sites * size;
	const box = <f64>((2 * reach0 + 1) * (2 * reach1 + 1)),
		kept = 1 - 1 / box;
	for (let k = 0; k < factors; k++)
		for (let m = 0; m < means; m++) {
			const slope = kept * (sizeof<Group>() === 1 ? <f64>(k + 1) : <f64>(k + 1) / (2 * colours()));
			let turn = f64x2.splat(0);
			for (let x: usize = 0; x < <usize>sites; x++)
				turn = f64x2.add(
					turn,
					dot(elements + <usize>powerAt(k) * field + x * size, gathered + <usize>m * field + x * size),
				);
			increase(divergenceOf(sourceCount + k * means + m), f64x2.mul(f64x2.splat(-0.5 * slope), turn));
		}
}

/** The parts of div of the terms with means that are sums of numbers, of both orders together. */
function numberDivergences(): void {
	const pitch = (<usize>sites) << 4;
	const box = <f64>((2 * reach0 + 1) * (2 * reach1 + 1)),
		kept = 1 - 1 / box;
	const near = f64x2.splat(-1 / box / box),
		here = f64x2.splat(kept / box + 1 / box / box);
	for (let m = 0; m < means; m++) {
		const own = divergences + <usize>powerAt(m) * pitch;
		memory.copy(boxes, own, pitch);
		boxSums(boxes, boxes + pitch);
		for (let k = 0; k < factors; k++) {
			const ratio = ratios + <usize>k * pitch;
			let sum = f64x2.splat(0);
			for (let at: usize = 0; at < pitch; at += 16)
				sum = f64x2.add(
					sum,
					f64x2.mul(
						v128.load(ratio + at),
						f64x2.add(f64x2.mul(near, v128.load(boxes + at)), f64x2.mul(here, v128.load(own + at))),
					),
				);
			increase(divergenceOf(sourceCount + k * means + m), sum);
		}
	}
}

/** Of one set of paths: flux passes a plaquette below and on the left. */
function evaluateOnce(from: usize, coefficients: usize, velocity: usize, slopes: bool): void {
	const size = algebraBytes(),
		field = <usize>sites * size,
		pitch = (<usize>sites) << 4;
	const box = <f64>((2 * reach0 + 1) * (2 * reach1 + 1));
	plaquettes(from);
	frameLines(from);
	memory.fill(velocity, 0, 2 * field);
	for (let a = 0; a < terms; a++) {
		v128.store(divergenceOf(a), f64x2.splat(0));
		v128.store(slopeOf(a), f64x2.splat(0));
	}
	const wanted = slopes ? max(means, 1) : means;
	for (let first = 0; first < 2; first++) {
		const second = 1 - first;
		for (let m = 0; m < wanted; m++) {
			const out = gathered + <usize>m * field;
			spread(elements + <usize>powerAt(m) * field, second, out, 0, 0);
			spread(out, first, out, 0, 0);
		}
		sourcesOf(coefficients, slopes);
		if (factors > 0) meanDivergences();
		// Flux along direction 0 passes links of direction 1, and the other way round.
		spread(total, first, between, velocity + (first === 0 ? field : 0), first === 0 ? 0.5 : -0.5);
		spread(between, second, 0, velocity + (second === 0 ? field : 0), second === 0 ? 0.5 : -0.5);
	}
	for (let k = 0; k < sourceCount; k++) {
		let sum = f64x2.splat(0);
		for (let at: usize = 0; at < pitch; at += 16) sum = f64x2.add(sum, v128.load(divergences + <usize>k * pitch + at));
		v128.store(divergenceOf(k), f64x2.mul(f64x2.splat(1 - 1 / box), sum));
	}
	if (factors > 0) numberDivergences();
	let divergence = f64x2.splat(0);
	for (let a = 0; a < terms; a++)
		divergence = f64x2.add(divergence, f64x2.mul(coefficient(coefficients, a), v128.load(divergenceOf(a))));
	v128.store(divergenceSum(), divergence);
}

/**
 * X of the links at `from`, to `velocity`, and the results; slopes only if asked for. With reflections the
 * mean over the four of them, so that flux passes on all sides alike.
 */
export function evaluate(from: usize, coefficients: usize, velocity: usize, slopes: bool): void {
	evaluateOnce(from, coefficients, velocity, slopes);
	if (!reflections) return;
	const bytes = <usize>(2 * sites) * algebraBytes();
	const count = 2 * terms;
	// The divergence, and behind the traces those of the terms and the slopes.
	v128.store(sums, v128.load(divergenceSum()));
	for (let a = 0; a < count; a++) v128.store(sums + 16 + ((<usize>a) << 4), v128.load(divergenceOf(a)));
	for (let turn = 1; turn < 4; turn++) {
		const mu = turn === 1 ? 0 : 1;
		reflect(from, mirror, turn === 3 ? 0 : mu);
		if (turn === 3) reflect(mirror, mirror2, 1);
		evaluateOnce(turn === 3 ? mirror2 : mirror, coefficients, image, slopes);
		if (turn === 3) {
			reflectBack(mirror, image, image2, 1);
			reflectBack(from, image2, image, 0);
		} else {
			reflectBack(from, image, image2, mu);
			memory.copy(image, image2, bytes);
		}
		for (let at: usize = 0; at < bytes; at += 16) increase(velocity + at, v128.load(image + at));
		increase(sums, v128.load(divergenceSum()));
		for (let a = 0; a < count; a++) increase(sums + 16 + ((<usize>a) << 4), v128.load(divergenceOf(a)));
	}
	const quarter = f64x2.splat(0.25);
	for (let at: usize = 0; at < bytes; at += 16) v128.store(velocity + at, f64x2.mul(quarter, v128.load(velocity + at)));
	v128.store(divergenceSum(), f64x2.mul(quarter, v128.load(sums)));
	for (let a = 0; a < count; a++)
		v128.store(divergenceOf(a), f64x2.mul(quarter, v128.load(sums + 16 + ((<usize>a) << 4))));
}
