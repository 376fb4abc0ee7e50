/** Counts the arithmetic of winding proposals of two-dimensional U(1). */
import type { Lattice } from "../../core/lattice.js";
import { matrixProduct } from "../links/work.js";

/**
 * Of a proposal: the sum of all plaquettes, a complex number each, its change, and with the probability of acceptance the
 * turn of all links of one direction and one row of the other.
 * @param acceptance which is not known before the first draw
 */
export function windingOperations(
	{ sites, shape: [rows = 1] }: Lattice,
	acceptance = Number.NaN,
): number {
	const plaquettes = sites * (3 * matrixProduct.U1 + 2);
	const change = 4;
	return plaquettes + change + acceptance * (sites + rows) * matrixProduct.U1;
}
