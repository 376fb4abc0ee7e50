/**
 * Contract of a manifold: what Hamiltonian dynamics and random starts need to know about the place
 * where one element of a field lives.
 *
 * To add one: its name in core/field-space.ts, a file here, and one line in registry.ts.
 *
 *   const geometry = geometryOf(action.space);
 *   geometry.uniform(random, fields, action.space.components);     // a hot start
 *   const moved = geometry.drift(phi, momenta, 0.1);               // along the geodesic
 *
 * Momenta are coefficients in an orthonormal basis, so that H = 1/2 sum p^2 + S everywhere. On a
 * group they are the p_a of P = sum_a p_a T_a, anti-Hermitian with tr T_a T_b = -1/2 delta_ab, and
 * dU/dt = P U (arXiv:0907.5491). On a sphere a momentum is a tangent vector of n reals.
 *
 * Arrays on the host hold one element after another. Tensors are [...elements, reals of an element];
 * the last axis is missing where an element is one real.
 */
import type { Manifold } from "../../core/field-space.js";
import type { Random } from "../../core/random.js";
import type { Tensor } from "../../tensor/tf.js";

export type Reals = Float32Array | Float64Array;

export interface Geometry {
	readonly name: Manifold;
	/** Reals of the momentum of an element that has `components` reals. */
	momentumSize(components: number): number;
	/** The element that a cold start puts everywhere: zero, the last axis, the identity. */
	origin(components: number): Float64Array;
	/**
	 * Fills `out` with independent draws of the uniform (Haar) measure; on a line, which has none, of standard
	 * normals.
	 */
	uniform(random: Random, out: Float64Array, components: number): void;
	/** Brings elements back that rounding has taken off the manifold, in place. A line is left as it is. */
	project(elements: Reals, components: number): void;
	/** Of two elements: the chord in the embedding, in units in which it is the length of a short geodesic. */
	distance(a: Reals, b: Reals): number;
	/** Makes momenta at `elements` of independent standard normals, [count, momentumSize], in place. */
	momenta(elements: Reals, normals: Float64Array, components: number): void;
	/** Free motion over time `length`, exact up to rounding. */
	drift(fields: Tensor, momenta: Tensor, length: number): Moved;
	/** The Euclidean gradient of a function, [...elements, components], as a gradient in the coordinates of momenta. */
	tangent(fields: Tensor, gradient: Tensor): Tensor;
	/**
	 * Momenta of elements near `fields` as momenta there, up to the square of the distance; left out where they
	 * are the same.
	 */
	readonly carry?: (fields: Tensor, momenta: Tensor) => Tensor;
	/** Where elements can be multiplied. */
	readonly group?: Group;
}

/** Fields and momenta after a drift; on a sphere the momenta turn with the fields. */
export interface Moved {
	readonly fields: Tensor;
	readonly momenta: Tensor;
}

/** Products of single elements in float64, on the host. */
export interface Group {
	multiply(a: Reals, b: Reals): Float64Array;
	inverse(a: Reals): Float64Array;
	/** U* of the defining representation. */
	conjugate(a: Reals): Float64Array;
	/** Re tr U / N, 1 at the identity. */
	trace(a: Reals): number;
}

/** sqrt(scale) times the Euclidean distance. */
export function chord(a: Reals, b: Reals, scale = 1): number {
	let squares = 0;
	for (let i = 0; i < a.length; i++) squares += (a[i] - b[i]) ** 2;
	return Math.sqrt(scale * squares);
}

/** Divides every run of `components` reals by its length, in place. */
export function normalise(elements: Reals, components: number): void {
	for (let from = 0; from < elements.length; from += components) {
		let squares = 0;
		for (let i = from; i < from + components; i++) squares += elements[i] ** 2;
		const factor = 1 / Math.sqrt(squares);
		for (let i = from; i < from + components; i++) elements[i] *= factor;
	}
}
