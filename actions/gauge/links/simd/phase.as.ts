/**
 * U(1) where sums of links are needed: complex numbers, re and im. The functions are those of
 * actions/gauge/links/simd/group.as.ts.
 */
import { add, mul, sub } from "./pairs.as";

/** a b, of each the complex conjugate where `dagger`, or what `out` holds and a b. */
@inline function times(a: usize, aDagger: bool, b: usize, bDagger: bool, out: usize, more: bool): void {
	const x = v128.load(a),
		y = v128.load(a, 16),
		u = v128.load(b),
		v = v128.load(b, 16);
	const re = aDagger === bDagger ? sub(mul(x, u), mul(y, v)) : add(mul(x, u), mul(y, v));
	const p = mul(x, v),
		q = mul(y, u);
	const im = aDagger ? sub(p, q) : bDagger ? sub(q, p) : add(p, q);
	v128.store(out, more ? add(v128.load(out), re) : re);
	v128.store(out, more ? add(v128.load(out, 16), im) : im, 16);
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

/** Re (a b (c d)^+), with nothing written. */
@inline export function loopTrace(a: usize, b: usize, c: usize, d: usize): v128 {
	const x = v128.load(a),
		y = v128.load(a, 16),
		u = v128.load(b),
		v = v128.load(b, 16);
	const re = sub(mul(x, u), mul(y, v)),
		im = add(mul(x, v), mul(y, u));
	const p = v128.load(c),
		q = v128.load(c, 16),
		s = v128.load(d),
		t = v128.load(d, 16);
	return add(mul(re, sub(mul(p, s), mul(q, t))), mul(im, add(mul(p, t), mul(q, s))));
}

@inline export function ontoGroup(u: usize): void {
	const x = v128.load(u),
		y = v128.load(u, 16);
	const factor = f64x2.div(f64x2.splat(1), f64x2.sqrt(add(mul(x, x), mul(y, y))));
	v128.store(u, mul(factor, x));
	v128.store(u, mul(factor, y), 16);
}
