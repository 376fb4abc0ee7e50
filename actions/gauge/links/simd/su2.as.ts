/**
 * SU(2): a link is a unit quaternion (a0, a1, a2, a3), U = a0 + i a.sigma; an element of the algebra i x.sigma is three
 * reals x. The functions are those of actions/gauge/links/simd/group.as.ts.
 */
import { add, mul, sub } from "./pairs.as";
import { sinCos } from "./trig.as";

@inline export function identity(out: usize): void {
	v128.store(out, f64x2.splat(1));
	for (let i: usize = 16; i < 64; i += 16) v128.store(out + i, f64x2.splat(0));
}

/** a b, or what `out` holds and a b. */
@inline function product(
	a0: v128,
	a1: v128,
	a2: v128,
	a3: v128,
	b0: v128,
	b1: v128,
	b2: v128,
	b3: v128,
	out: usize,
	more: bool,
): void {
	put(out, sub(sub(mul(a0, b0), mul(a1, b1)), add(mul(a2, b2), mul(a3, b3))), more);
	put(out + 16, sub(add(mul(a0, b1), mul(b0, a1)), sub(mul(a2, b3), mul(a3, b2))), more);
	put(out + 32, sub(add(mul(a0, b2), mul(b0, a2)), sub(mul(a3, b1), mul(a1, b3))), more);
	put(out + 48, sub(add(mul(a0, b3), mul(b0, a3)), sub(mul(a1, b2), mul(a2, b1))), more);
}

@inline function put(at: usize, value: v128, more: bool): void {
	v128.store(at, more ? add(v128.load(at), value) : value);
}

/** Component i, of the vector part that of the inverse where `dagger`. */
@inline function part(a: usize, i: usize, dagger: bool): v128 {
	const value = v128.load(a + (i << 4));
	return dagger ? f64x2.neg(value) : value;
}

@inline function times(a: usize, aDagger: bool, b: usize, bDagger: bool, out: usize, more: bool): void {
	product(
		v128.load(a),
		part(a, 1, aDagger),
		part(a, 2, aDagger),
		part(a, 3, aDagger),
		v128.load(b),
		part(b, 1, bDagger),
		part(b, 2, bDagger),
		part(b, 3, bDagger),
		out,
		more,
	);
}

@inline export function multiply(a: usize, b: usize, out: usize): void {
	times(a, false, b, false, out, false);
}

@inline export function multiplyDagger(a: usize, b: usize, out: usize): void {
	times(a, false, b, true, out, false);
}

@inline export function daggerMultiply(a: usize, b: usize, out: usize): void {
	times(a, true, b, false, out, false);
}

@inline export function addMultiplyDagger(a: usize, b: usize, sum: usize): void {
	times(a, false, b, true, sum, true);
}

@inline export function addDaggerMultiply(a: usize, b: usize, sum: usize): void {
	times(a, true, b, false, sum, true);
}

export function ontoGroup(u: usize): void {
	let squares = f64x2.splat(0);
	for (let i: usize = 0; i < 64; i += 16) squares = add(squares, mul(v128.load(u + i), v128.load(u + i)));
	const factor = f64x2.div(f64x2.splat(1), f64x2.sqrt(squares));
	for (let i: usize = 0; i < 64; i += 16) v128.store(u + i, mul(factor, v128.load(u + i)));
}

/** g X g^+, or g^+ X g: a rotation. */
@inline export function conjugate(g: usize, x: usize, out: usize, dagger: bool): void {
	const x1 = v128.load(x),
		x2 = v128.load(x, 16),
		x3 = v128.load(x, 32);
	const g0 = v128.load(g),
		g1 = v128.load(g, 16),
		g2 = v128.load(g, 32),
		g3 = v128.load(g, 48);
	let t1 = sub(mul(g2, x3), mul(g3, x2));
	let t2 = sub(mul(g3, x1), mul(g1, x3));
	let t3 = sub(mul(g1, x2), mul(g2, x1));
	t1 = add(t1, t1);
	t2 = add(t2, t2);
	t3 = add(t3, t3);
	const w1 = sub(mul(g2, t3), mul(g3, t2));
	const w2 = sub(mul(g3, t1), mul(g1, t3));
	const w3 = sub(mul(g1, t2), mul(g2, t1));
	const turn = dagger ? g0 : f64x2.neg(g0);
	v128.store(out, add(add(x1, w1), mul(turn, t1)));
	v128.store(out, add(add(x2, w2), mul(turn, t2)), 16);
	v128.store(out, add(add(x3, w3), mul(turn, t3)), 32);
}

/** exp(X) U. */
@inline export function move(x: usize, u: usize, out: usize, room: usize): void {
	const x1 = v128.load(x),
		x2 = v128.load(x, 16),
		x3 = v128.load(x, 32);
	const length = f64x2.sqrt(add(add(mul(x1, x1), mul(x2, x2)), add(mul(x3, x3), f64x2.splat(1e-300))));
	sinCos(length, room);
	const ratio = f64x2.div(v128.load(room), length);
	const c = v128.load(room, 16);
	v128.store(room, c);
	v128.store(room, mul(ratio, x1), 16);
	v128.store(room, mul(ratio, x2), 32);
	v128.store(room, mul(ratio, x3), 48);
	multiply(room, u, out);
}

/** [X, Y] = -2 i (x cross y).sigma. */
@inline export function commutator(a: usize, b: usize, out: usize): void {
	const a1 = v128.load(a),
		a2 = v128.load(a, 16),
		a3 = v128.load(a, 32);
	const b1 = v128.load(b),
		b2 = v128.load(b, 16),
		b3 = v128.load(b, 32);
	const two = f64x2.splat(-2);
	v128.store(out, mul(two, sub(mul(a2, b3), mul(a3, b2))));
	v128.store(out, mul(two, sub(mul(a3, b1), mul(a1, b3))), 16);
	v128.store(out, mul(two, sub(mul(a1, b2), mul(a2, b1))), 32);
}

@inline export function dot(a: usize, b: usize): v128 {
	const sum = add(
		add(mul(v128.load(a), v128.load(b)), mul(v128.load(a, 16), v128.load(b, 16))),
		mul(v128.load(a, 32), v128.load(b, 32)),
	);
	return mul(f64x2.splat(4), sum);
}

/** Vector parts of the powers of P and their divergences, then half traces. `room` keeps traces and a power. */
export function sources(
	p: usize,
	powers: i32,
	factors: i32,
	u: usize,
	d: usize,
	ratio: usize,
	pitch: usize,
	room: usize,
): v128 {
	const power = room,
		next = room + 64,
		halves = room + 128;
	for (let i: usize = 0; i < 64; i += 16) v128.store(power + i, v128.load(p + i));
	v128.store(halves, f64x2.splat(1));
	for (let k = 1; ; k++) {
		const half = v128.load(power);
		v128.store(halves + ((<usize>k) << 4), half);
		if (k <= powers) {
			for (let i: usize = 0; i < 48; i += 16) v128.store(u + i, v128.load(power + i, 16));
			let sum = f64x2.splat(0);
			for (let j = 0; j < k; j++)
				sum = add(sum, mul(v128.load(halves + ((<usize>j) << 4)), v128.load(halves + ((<usize>(k - j)) << 4))));
			v128.store(d, sub(mul(f64x2.splat(4), sum), mul(f64x2.splat(<f64>k), half)));
			u += 3 * pitch;
			d += pitch;
		}
		if (k <= factors) {
			v128.store(ratio, half);
			ratio += pitch;
		}
		if (k >= powers && k >= factors) break;
		multiply(power, p, next);
		for (let i: usize = 0; i < 64; i += 16) v128.store(power + i, v128.load(next + i));
	}
	return mul(f64x2.splat(2), v128.load(p));
}
