/**
 * U(1): a link is an angle, an element of the algebra a real number. The functions are those of
 * actions/gauge/links/simd/group.as.ts.
 */
import { sinCos } from "./trig.as";

@inline export function identity(out: usize): void {
	v128.store(out, f64x2.splat(0));
}

@inline export function multiply(a: usize, b: usize, out: usize): void {
	v128.store(out, f64x2.add(v128.load(a), v128.load(b)));
}

@inline export function multiplyDagger(a: usize, b: usize, out: usize): void {
	v128.store(out, f64x2.sub(v128.load(a), v128.load(b)));
}

/** To [-pi, pi]. */
@inline export function ontoGroup(u: usize): void {
	const angle = v128.load(u);
	const turns = f64x2.nearest(f64x2.mul(angle, f64x2.splat(0.15915494309189535)));
	v128.store(u, f64x2.sub(angle, f64x2.mul(turns, f64x2.splat(6.283185307179586))));
}

@inline export function conjugate(x: usize, out: usize): void {
	v128.store(out, v128.load(x));
}

@inline export function move(x: usize, u: usize, out: usize): void {
	v128.store(out, f64x2.add(v128.load(x), v128.load(u)));
}

@inline export function commutator(out: usize): void {
	v128.store(out, f64x2.splat(0));
}

@inline export function dot(a: usize, b: usize): v128 {
	return f64x2.mul(v128.load(a), v128.load(b));
}

/** sin kP and k cos kP, then cos kP. */
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
	sinCos(v128.load(p), room);
	const s = v128.load(room),
		c = v128.load(room, 16);
	let sk = s,
		ck = c;
	for (let k = 1; ; k++) {
		if (k <= powers) {
			v128.store(u, sk);
			v128.store(d, f64x2.mul(f64x2.splat(<f64>k), ck));
			u += pitch;
			d += pitch;
		}
		if (k <= factors) {
			v128.store(ratio, ck);
			ratio += pitch;
		}
		if (k >= powers && k >= factors) break;
		const next = f64x2.add(f64x2.mul(sk, c), f64x2.mul(ck, s));
		ck = f64x2.sub(f64x2.mul(ck, c), f64x2.mul(sk, s));
		sk = next;
	}
	return c;
}
