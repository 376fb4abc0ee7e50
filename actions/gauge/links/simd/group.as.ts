/**
 * The groups behind one set of names, two samples in the lanes. `Group` is a label that build.mjs gives: u8
 * is U(1) with angles for links, u16 SU(2), u32 SU(3), u64 U(1) with complex numbers, of which there are
 * products and sums only. X are elements of the algebra, U and g of the group; `room` is scratch memory.
 */
import * as phase from "./phase.as";
import * as su2 from "./su2.as";
import * as su3 from "./su3.as";
import * as matrix from "./su3-products.as";
import * as u1 from "./u1.as";

/** Bytes of an element of the group, both lanes. */
@inline export function groupBytes(): usize {
	return sizeof<Group>() === 1 ? 16 : sizeof<Group>() === 2 ? 64 : sizeof<Group>() === 8 ? 32 : 288;
}

/** Bytes of an element of the algebra. */
@inline export function algebraBytes(): usize {
	return sizeof<Group>() === 1 ? 16 : sizeof<Group>() === 2 ? 48 : 144;
}

@inline export function colours(): f64 {
	return sizeof<Group>() === 1 ? 1 : sizeof<Group>() === 2 ? 2 : 3;
}

@inline export function identity(out: usize): void {
	if (sizeof<Group>() === 1) u1.identity(out);
	else if (sizeof<Group>() === 2) su2.identity(out);
	else matrix.identity(out);
}

@inline export function multiply(a: usize, b: usize, out: usize): void {
	if (sizeof<Group>() === 1) u1.multiply(a, b, out);
	else if (sizeof<Group>() === 2) su2.multiply(a, b, out);
	else if (sizeof<Group>() === 8) phase.multiply(a, b, out);
	else matrix.multiply(a, b, out);
}

@inline export function multiplyDagger(a: usize, b: usize, out: usize): void {
	if (sizeof<Group>() === 1) u1.multiplyDagger(a, b, out);
	else if (sizeof<Group>() === 2) su2.multiplyDagger(a, b, out);
	else if (sizeof<Group>() === 8) phase.multiplyDagger(a, b, out);
	else matrix.multiplyDagger(a, b, out);
}

/** out = a^+ b. Not of angles. */
@inline export function daggerMultiply(a: usize, b: usize, out: usize): void {
	if (sizeof<Group>() === 2) su2.daggerMultiply(a, b, out);
	else if (sizeof<Group>() === 8) phase.daggerMultiply(a, b, out);
	else matrix.daggerMultiply(a, b, out);
}

/** out = 0, which is no element of the group but the start of a sum of them. Not of angles. */
@inline export function zero(out: usize): void {
	for (let i: usize = 0; i < groupBytes(); i += 16) v128.store(out + i, f64x2.splat(0));
}

/** sum += a b^+. Not of angles. */
@inline export function addMultiplyDagger(a: usize, b: usize, sum: usize): void {
	if (sizeof<Group>() === 2) su2.addMultiplyDagger(a, b, sum);
	else if (sizeof<Group>() === 8) phase.addMultiplyDagger(a, b, sum);
	else matrix.addMultiplyDagger(a, b, sum);
}

/** sum += a^+ b. Not of angles. */
@inline export function addDaggerMultiply(a: usize, b: usize, sum: usize): void {
	if (sizeof<Group>() === 2) su2.addDaggerMultiply(a, b, sum);
	else if (sizeof<Group>() === 8) phase.addDaggerMultiply(a, b, sum);
	else matrix.addDaggerMultiply(a, b, sum);
}

/** Re tr (a b^+) / N. Not of angles. */
@inline export function innerTrace(a: usize, b: usize): v128 {
	let sum = f64x2.splat(0);
	for (let i: usize = 0; i < groupBytes(); i += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(a + i), v128.load(b + i)));
	return sizeof<Group>() === 4 ? f64x2.mul(sum, f64x2.splat(1.0 / 3)) : sum;
}

/** Re tr (a b (c d)^+) / N. `room` holds two matrices. Not of angles. */
@inline export function loopTrace(a: usize, b: usize, c: usize, d: usize, room: usize): v128 {
	if (sizeof<Group>() === 8) return phase.loopTrace(a, b, c, d);
	multiply(a, b, room);
	multiply(c, d, room + 288);
	return innerTrace(room, room + 288);
}

/** Re tr a / N. Not of angles. */
@inline export function trace(a: usize): v128 {
	return sizeof<Group>() === 4 ? f64x2.mul(matrix.trace(a, 0), f64x2.splat(1.0 / 3)) : v128.load(a);
}

/** Im tr a / N. Not of angles. */
@inline export function imaginaryTrace(a: usize): v128 {
	if (sizeof<Group>() === 2) return f64x2.splat(0);
	return sizeof<Group>() === 4 ? f64x2.mul(matrix.trace(a, 1), f64x2.splat(1.0 / 3)) : v128.load(a, 16);
}

/** out = (a - a^+)/2, in SU(N) without its trace: that part of a that the generators span. Not of angles. */
@inline export function antiHermitian(a: usize, out: usize): void {
	if (sizeof<Group>() === 4) {
		matrix.antiHermitian(a, out);
		return;
	}
	v128.store(out, f64x2.splat(0));
	for (let i: usize = 16; i < groupBytes(); i += 16) v128.store(out + i, v128.load(a + i));
}

/** Brings an element back to the group from rounding, in place. */
@inline export function ontoGroup(u: usize): void {
	if (sizeof<Group>() === 1) u1.ontoGroup(u);
	else if (sizeof<Group>() === 2) su2.ontoGroup(u);
	else if (sizeof<Group>() === 8) phase.ontoGroup(u);
	else matrix.ontoGroup(u);
}

/** out = g X g^+. */
@inline export function conjugate(g: usize, x: usize, out: usize): void {
	if (sizeof<Group>() === 1) u1.conjugate(x, out);
	else if (sizeof<Group>() === 2) su2.conjugate(g, x, out, false);
	else su3.conjugate(g, x, out, false);
}

/** out = g^+ X g. */
@inline export function conjugateBack(g: usize, x: usize, out: usize): void {
	if (sizeof<Group>() === 1) u1.conjugate(x, out);
	else if (sizeof<Group>() === 2) su2.conjugate(g, x, out, true);
	else su3.conjugate(g, x, out, true);
}

/** out = exp(X) U. */
@inline export function move(x: usize, u: usize, out: usize, room: usize): void {
	if (sizeof<Group>() === 1) u1.move(x, u, out);
	else if (sizeof<Group>() === 2) su2.move(x, u, out, room);
	else su3.move(x, u, out, room);
}

/** out = [X, Y]. */
@inline export function commutator(x: usize, y: usize, out: usize, room: usize): void {
	if (sizeof<Group>() === 1) u1.commutator(out);
	else if (sizeof<Group>() === 2) su2.commutator(x, y, out);
	else su3.commutator(x, y, out, room);
}

/** Scalar product in which the generators are orthonormal. */
@inline export function dot(x: usize, y: usize): v128 {
	return sizeof<Group>() === 1 ? u1.dot(x, y) : sizeof<Group>() === 2 ? su2.dot(x, y) : su3.dot(x, y);
}

/**
 * Of a plaquette P: the gradients u_k one after another, `pitch` times the reals of an element apart, their
 * divergences and the ratios Re tr P^k / N, `pitch` apart. Returns Re tr P.
 */
@inline export function sources(
	p: usize,
	powers: i32,
	factors: i32,
	u: usize,
	d: usize,
	ratio: usize,
	pitch: usize,
	room: usize,
): v128 {
	if (sizeof<Group>() === 1) return u1.sources(p, powers, factors, u, d, ratio, pitch, room);
	if (sizeof<Group>() === 2) return su2.sources(p, powers, factors, u, d, ratio, pitch, room);
	return su3.sources(p, powers, factors, u, d, ratio, pitch, room);
}
