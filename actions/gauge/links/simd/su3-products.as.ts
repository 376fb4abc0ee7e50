/**
 * SU(3): a link is a complex matrix, 18 reals, row-major. The functions are those of
 * actions/gauge/links/simd/group.as.ts.
 */
import { add, mul, sub } from "./pairs.as";

@inline export function at(a: usize, i: usize): v128 {
	return v128.load(a + (i << 4));
}
@inline export function put(a: usize, i: usize, value: v128): void {
	v128.store(a + (i << 4), value);
}

/** Entry (r, j) of g or of its Hermitian conjugate. */
@inline export function re(g: usize, r: usize, j: usize, dagger: bool): v128 {
	return at(g, dagger ? 6 * j + 2 * r : 6 * r + 2 * j);
}
@inline export function im(g: usize, r: usize, j: usize, dagger: bool): v128 {
	return dagger ? f64x2.neg(at(g, 6 * j + 2 * r + 1)) : at(g, 6 * r + 2 * j + 1);
}

export function identity(out: usize): void {
	for (let i: usize = 0; i < 18; i++) put(out, i, f64x2.splat(i % 8 === 0 ? 1 : 0));
}

/** acc + x y, or acc - x y. */
@inline function gain(acc: v128, x: v128, y: v128, minus: bool): v128 {
	return minus ? sub(acc, mul(x, y)) : add(acc, mul(x, y));
}

/**
 * out = a b, or out += a b where `more`; a, b, or both as Hermitian conjugates. A row of the product has six
 * sums, which grow together so that none waits for itself.
 */
@inline function product(a: usize, aDagger: bool, b: usize, bDagger: bool, out: usize, more: bool): void {
	for (let r: usize = 0; r < 3; r++) {
		const row = out + 96 * r;
		const zero = f64x2.splat(0);
		let r0 = more ? at(row, 0) : zero,
			i0 = more ? at(row, 1) : zero,
			r1 = more ? at(row, 2) : zero,
			i1 = more ? at(row, 3) : zero,
			r2 = more ? at(row, 4) : zero,
			i2 = more ? at(row, 5) : zero;
		for (let j: usize = 0; j < 3; j++) {
			const p = aDagger ? a + 96 * j + 32 * r : a + 96 * r + 32 * j;
			const x = v128.load(p),
				y = v128.load(p, 16);
			const q = bDagger ? b + 32 * j : b + 96 * j;
			const next: usize = bDagger ? 96 : 32;
			let u = v128.load(q),
				v = v128.load(q, 16);
			r0 = gain(gain(r0, x, u, false), y, v, aDagger === bDagger);
			i0 = gain(gain(i0, x, v, bDagger), y, u, aDagger);
			u = v128.load(q + next);
			v = v128.load(q + next, 16);
			r1 = gain(gain(r1, x, u, false), y, v, aDagger === bDagger);
			i1 = gain(gain(i1, x, v, bDagger), y, u, aDagger);
			u = v128.load(q + 2 * next);
			v = v128.load(q + 2 * next, 16);
			r2 = gain(gain(r2, x, u, false), y, v, aDagger === bDagger);
			i2 = gain(gain(i2, x, v, bDagger), y, u, aDagger);
		}
		put(row, 0, r0);
		put(row, 1, i0);
		put(row, 2, r1);
		put(row, 3, i1);
		put(row, 4, r2);
		put(row, 5, i2);
	}
}

export function multiply(a: usize, b: usize, out: usize): void {
	product(a, false, b, false, out, false);
}

export function multiplyDagger(a: usize, b: usize, out: usize): void {
	product(a, false, b, true, out, false);
}

export function daggerMultiply(a: usize, b: usize, out: usize): void {
	product(a, true, b, false, out, false);
}

export function addMultiplyDagger(a: usize, b: usize, sum: usize): void {
	product(a, false, b, true, sum, true);
}

export function addDaggerMultiply(a: usize, b: usize, sum: usize): void {
	product(a, true, b, false, sum, true);
}

/** Re tr a, or Im tr a of `part` 1. */
@inline export function trace(a: usize, part: usize): v128 {
	return add(add(at(a, part), at(a, part + 8)), at(a, part + 16));
}

/** out = (a - a^+)/2 without its trace. */
export function antiHermitian(a: usize, out: usize): void {
	const half = f64x2.splat(0.5);
	const third = mul(trace(a, 1), f64x2.splat(1.0 / 3));
	for (let r: usize = 0; r < 3; r++) {
		put(out, 8 * r, f64x2.splat(0));
		put(out, 8 * r + 1, sub(at(a, 8 * r + 1), third));
		for (let c: usize = 0; c < r; c++) {
			const i: usize = 6 * r + 2 * c,
				j: usize = 6 * c + 2 * r;
			const x = mul(half, sub(at(a, i), at(a, j))),
				y = mul(half, add(at(a, i + 1), at(a, j + 1)));
			put(out, i, x);
			put(out, i + 1, y);
			put(out, j, f64x2.neg(x));
			put(out, j + 1, y);
		}
	}
}

@inline function scaleRow(u: usize, row: usize): void {
	let squares = f64x2.splat(0);
	for (let i = row; i < row + 6; i++) squares = add(squares, mul(at(u, i), at(u, i)));
	const factor = f64x2.div(f64x2.splat(1), f64x2.sqrt(squares));
	for (let i = row; i < row + 6; i++) put(u, i, mul(factor, at(u, i)));
}

/** Rows made orthonormal in turn; the last is the conjugate of the cross product of the others. */
export function ontoGroup(u: usize): void {
	scaleRow(u, 0);
	let real = f64x2.splat(0),
		imaginary = real;
	for (let j: usize = 0; j < 6; j += 2) {
		real = add(real, add(mul(at(u, j), at(u, j + 6)), mul(at(u, j + 1), at(u, j + 7))));
		imaginary = add(imaginary, sub(mul(at(u, j), at(u, j + 7)), mul(at(u, j + 1), at(u, j + 6))));
	}
	for (let j: usize = 0; j < 6; j += 2) {
		const x = at(u, j),
			y = at(u, j + 1);
		put(u, j + 6, sub(at(u, j + 6), sub(mul(real, x), mul(imaginary, y))));
		put(u, j + 7, sub(at(u, j + 7), add(mul(real, y), mul(imaginary, x))));
	}
	scaleRow(u, 6);
	for (let k: usize = 0; k < 3; k++) {
		const i: usize = 2 * ((k + 1) % 3),
			j: usize = 2 * ((k + 2) % 3);
		const xi = at(u, i),
			yi = at(u, i + 1),
			xj = at(u, j),
			yj = at(u, j + 1);
		const vi = at(u, 6 + i),
			wi = at(u, 7 + i),
			vj = at(u, 6 + j),
			wj = at(u, 7 + j);
		put(u, 12 + 2 * k, sub(sub(mul(xi, vj), mul(yi, wj)), sub(mul(xj, vi), mul(yj, wi))));
		put(u, 13 + 2 * k, sub(add(mul(xj, wi), mul(yj, vi)), add(mul(xi, wj), mul(yi, vj))));
	}
}
