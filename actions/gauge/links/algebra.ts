/**
 * Contract of the linear algebra of links in float64 on the host: what loops, staples and local updates are
 * made of. A link of U(1) is an angle in a field; here it is the number exp(i theta), so that sums of
 * products (staples) have the same form as links in every group:
 *
 *   U(1)   complex number                     [re, im]
 *   SU(2)  multiple of a unit quaternion      [a0, a1, a2, a3], U = a0 + i a.sigma
 *   SU(3)  complex 3 x 3 matrix, row-major    [re, im, re, im, ...], 18 reals
 *
 * Matrices stand one after another in flat arrays, and are named by array and offset. No operation may write to one
 * of its own arguments.
 *
 *   const algebra = linkAlgebra(space);
 *   const links = algebra.load(fields, 0, space.size);       // [mu, ...shape, reals]
 *   algebra.multiply(links, i, links, j, product, 0);
 */
import type { Reals } from "../../manifolds/manifold.js";

type Multiply = (
	a: Float64Array,
	i: number,
	b: Float64Array,
	j: number,
	out: Float64Array,
	k: number,
) => void;

export interface LinkAlgebra {
	/** N; 1 for U(1). */
	readonly colours: number;
	/** Number of generators: N^2 - 1; 1 for U(1). */
	readonly generators: number;
	/** Reals of a matrix. */
	readonly reals: number;
	/** Reals of a link in a field. */
	readonly components: number;
	/** `count` reals of a field from `from`, as matrices in a new array, or in `out`. */
	load(
		fields: Reals,
		from: number,
		count: number,
		out?: Float64Array,
	): Float64Array;
	/** The inverse of `load`: brings matrices to the group and writes them to a field from `to`. */
	store(matrices: Float64Array, fields: Reals, to: number): void;
	/** out[k] = 1. */
	identity(out: Float64Array, k: number): void;
	/** out[k] = a[i] b[j]. */
	readonly multiply: Multiply;
	/** out[k] = a[i] b[j]^+. */
	readonly multiplyDagger: Multiply;
	/** out[k] = a[i]^+ b[j]. */
	readonly daggerMultiply: Multiply;
	/** Re tr a[i]. */
	trace(a: Float64Array, i: number): number;
	/** Im tr a[i]. */
	imaginaryTrace(a: Float64Array, i: number): number;
	/** Re tr (a[i] b[j]^+). */
	inner(a: Float64Array, i: number, b: Float64Array, j: number): number;
}
