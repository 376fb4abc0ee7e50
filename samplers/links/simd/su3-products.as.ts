/**
 * SU(3): a link is a complex matrix, 18 reals, row-major. The functions are those of samplers/links/simd/group.as.ts.
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

@inline function keep(out: usize, i: usize, value: v128, more: bool): void {
	put(out, i, more ? add(at(out, i), value) : value);
}

/** Row `r` of a, or of a^+, times b: (x, y) are the real and imaginary parts of the row. */
@inline function rowTimes(a: usize, r: usize, dagger: bool, b: usize, out: usize, more: bool): void {
	const x0 = re(a, r, 0, dagger),
		y0 = im(a, r, 0, dagger),
		x1 = re(a, r, 1, dagger),
		y1 = im(a, r, 1, dagger),
		x2 = re(a, r, 2, dagger),
		y2 = im(a, r, 2, dagger);
	for (let c: usize = 0; c < 6; c += 2) {
		const u0 = at(b, c),
			v0 = at(b, c + 1),
			u1 = at(b, c + 6),
			v1 = at(b, c + 7),
			u2 = at(b, c + 12),
			v2 = at(b, c + 13);
		const real = sub(add(add(mul(x0, u0), mul(x1, u1)), mul(x2, u2)), add(add(mul(y0, v0), mul(y1, v1)), mul(y2, v2)));
		const imaginary = add(
			add(add(mul(x0, v0), mul(y0, u0)), add(mul(x1, v1), mul(y1, u1))),
			add(mul(x2, v2), mul(y2, u2)),
		);
		keep(out, 6 * r + c, real, more);
		keep(out, 6 * r + c + 1, imaginary, more);
	}
}

export function multiply(a: usize, b: usize, out: usize): void {
	for (let r: usize = 0; r < 3; r++) rowTimes(a, r, false, b, out, false);
}

export function addDaggerMultiply(a: usize, b: usize, sum: usize): void {
	for (let r: usize = 0; r < 3; r++) rowTimes(a, r, true, b, sum, true);
}

@inline function timesDagger(a: usize, b: usize, out: usize, more: bool): void {
	for (let row: usize = 0; row < 18; row += 6) {
		const x0 = at(a, row),
			y0 = at(a, row + 1),
			x1 = at(a, row + 2),
			y1 = at(a, row + 3),
			x2 = at(a, row + 4),
			y2 = at(a, row + 5);
		for (let c: usize = 0; c < 3; c++) {
			const u0 = at(b, 6 * c),
				v0 = at(b, 6 * c + 1),
				u1 = at(b, 6 * c + 2),
				v1 = at(b, 6 * c + 3),
				u2 = at(b, 6 * c + 4),
				v2 = at(b, 6 * c + 5);
			const re = add(add(add(mul(x0, u0), mul(y0, v0)), add(mul(x1, u1), mul(y1, v1))), add(mul(x2, u2), mul(y2, v2)));
			const im = add(add(sub(mul(y0, u0), mul(x0, v0)), sub(mul(y1, u1), mul(x1, v1))), sub(mul(y2, u2), mul(x2, v2)));
			keep(out, row + 2 * c, re, more);
			keep(out, row + 2 * c + 1, im, more);
		}
	}
}

export function multiplyDagger(a: usize, b: usize, out: usize): void {
	timesDagger(a, b, out, false);
}

export function addMultiplyDagger(a: usize, b: usize, sum: usize): void {
	timesDagger(a, b, sum, true);
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
