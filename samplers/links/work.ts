/** Counts the arithmetic of links of a group, as matrices (actions/gauge/links/algebra.ts). */
import type { Wilson } from "../../actions/action.js";
import { linkAlgebras } from "../../actions/gauge/links/registry.js";

type Group = Wilson["group"];

/** Of a product of two: complex numbers, quaternions, complex 3 x 3 matrices. */
export const matrixProduct: Readonly<Record<Group, number>> = {
	U1: 6,
	SU2: 28,
	// 27 products of complex numbers, and 18 sums of two.
	SU3: 27 * 6 + 18 * 2,
};

/** Of the sum of a link's staples: two products each. */
export function stapleOperations(group: Group, dimension: number): number {
	const staples = 2 * (dimension - 1);
	if (staples === 0) return 0;
	const { reals } = linkAlgebras[group];
	return staples * 2 * matrixProduct[group] + (staples - 1) * reals;
}

/** Of exp(X) U, the coefficients of the exponential left out: U(1) adds angles. */
export const moveOperations: Readonly<Record<Group, number>> = {
	U1: 1,
	// |X|, X in its units, the product.
	SU2: 5 + 3 + matrixProduct.SU2,
	// X^2, its trace, det X, a + b X + c X^2, the product.
	SU3: matrixProduct.SU3 + 3 + 36 + (9 * 14 + 6) + matrixProduct.SU3,
};
