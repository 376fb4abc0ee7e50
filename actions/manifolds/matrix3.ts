/**
 * Complex 3 x 3 matrices as 18 reals, row-major, with real and imaginary parts in turn, on the host in
 * float64. Their products in TensorFlow.js ops are in actions/manifolds/matrix3-ops.ts.
 */
import type { Reals } from "./manifold.js";

export function multiplyMatrices(a: Reals, b: Reals): Float64Array {
	const out = new Float64Array(18);
	for (let i = 0; i < 3; i++)
		for (let j = 0; j < 3; j++)
			for (let k = 0; k < 3; k++) {
				const x = 6 * i + 2 * k;
				const y = 6 * k + 2 * j;
				out[6 * i + 2 * j] += a[x] * b[y] - a[x + 1] * b[y + 1];
				out[6 * i + 2 * j + 1] += a[x] * b[y + 1] + a[x + 1] * b[y];
			}
	return out;
}

/** The Hermitian conjugate, the inverse of a unitary matrix. */
export function daggerOf(a: Reals): Float64Array {
	const out = new Float64Array(18);
	for (let i = 0; i < 3; i++)
		for (let j = 0; j < 3; j++) {
			out[6 * j + 2 * i] = a[6 * i + 2 * j];
			out[6 * j + 2 * i + 1] = -a[6 * i + 2 * j + 1];
		}
	return out;
}

/**
 * Gram-Schmidt of the first two rows; the third is the conjugate of their cross product, which makes
 * the determinant 1. In place.
 */
export function unitarise(elements: Reals): void {
	for (let from = 0; from < elements.length; from += 18) {
		const m = Float64Array.from(elements.subarray(from, from + 18));
		const scale = (row: number) => {
			let squares = 0;
			for (let i = row; i < row + 6; i++) squares += m[i] * m[i];
			for (let i = row; i < row + 6; i++) m[i] /= Math.sqrt(squares);
		};
		scale(0);
		let re = 0; // <row 0, row 1>
		let im = 0;
		for (let j = 0; j < 6; j += 2) {
			re += m[j] * m[j + 6] + m[j + 1] * m[j + 7];
			im += m[j] * m[j + 7] - m[j + 1] * m[j + 6];
		}
		for (let j = 0; j < 6; j += 2) {
			m[j + 6] -= re * m[j] - im * m[j + 1];
			m[j + 7] -= re * m[j + 1] + im * m[j];
		}
		scale(6);
		for (let k = 0; k < 3; k++) {
			const i = 2 * ((k + 1) % 3);
			const j = 2 * ((k + 2) % 3);
			m[12 + 2 * k] =
				m[i] * m[6 + j] -
				m[i + 1] * m[7 + j] -
				(m[j] * m[6 + i] - m[j + 1] * m[7 + i]);
			m[13 + 2 * k] = -(
				m[i] * m[7 + j] +
				m[i + 1] * m[6 + j] -
				(m[j] * m[7 + i] + m[j + 1] * m[6 + i])
			);
		}
		elements.set(m, from);
	}
}
