/**
 * The topological charge of O(3) spins in two dimensions (B. Berg, M. Luescher, Nucl. Phys. B 190 (1981)
 * 412): every square is cut into two triangles, which the spins map to triangles on the sphere, of oriented
 * area A in (-2 pi, 2 pi),
 *
 *   Q = (1/(4 pi)) sum A,   exp(i A/2) ~ 1 + s1.s2 + s2.s3 + s3.s1 + i s1.(s2 x s3),
 *
 * Q is a whole number, except on configurations of measure zero.
 */
import type { FieldSpace } from "../../../core/field-space.js";
import { shifted } from "../../../core/lattice.js";

/** Rounding of float32 spins is far below this. */
const largestRounding = 1e-3;

/**
 * Q of each configuration: [count, ...shape, 3] -> [count].
 * @throws RangeError where the areas do not cover the sphere a whole number of times, which unit vectors do
 */
export function spinCharge(
	fields: Float32Array | Float64Array,
	{ lattice, size }: FieldSpace,
): Float64Array {
	const { sites } = lattice;
	const corners = Array.from({ length: sites }, (_, x) => {
		const right = shifted(lattice, x, 0, 1);
		return [x, right, shifted(lattice, right, 1, 1), shifted(lattice, x, 1, 1)];
	});
	const charges = new Float64Array(fields.length / size);
	for (let i = 0; i < charges.length; i++) {
		const at = (x: number) => i * size + 3 * x;
		let sum = 0;
		for (const [a, b, c, d] of corners)
			sum +=
				halfArea(fields, at(a), at(b), at(c)) +
				halfArea(fields, at(a), at(c), at(d));
		const value = sum / (2 * Math.PI);
		const charge = Math.round(value);
		if (!(Math.abs(value - charge) < largestRounding))
			throw new RangeError(`a topological charge of ${value} is not whole`);
		charges[i] = charge + 0; // never -0
	}
	return charges;
}

/** A/2 of the triangle of the spins at these places. */
function halfArea(
	s: Float32Array | Float64Array,
	i: number,
	j: number,
	k: number,
): number {
	const dot = (a: number, b: number) =>
		s[a] * s[b] + s[a + 1] * s[b + 1] + s[a + 2] * s[b + 2];
	const volume =
		s[i] * (s[j + 1] * s[k + 2] - s[j + 2] * s[k + 1]) +
		s[i + 1] * (s[j + 2] * s[k] - s[j] * s[k + 2]) +
		s[i + 2] * (s[j] * s[k + 1] - s[j + 1] * s[k]);
	return Math.atan2(volume, 1 + dot(i, j) + dot(j, k) + dot(k, i));
}
