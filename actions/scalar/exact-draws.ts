/** Independent draws of a free field, phi = A^(-1/2) z / sqrt 2 for S = phi A phi, by its Cholesky factor. */

import { neighbours } from "../../core/lattice.js";
import { createRandom, fillNormal } from "../../core/random.js";
import { cholesky } from "../../core/statistics/inference/linear-algebra.js";
import { type Action, polynomialOf } from "../action.js";

/** @throws Error where S is not quadratic */
export function exactDraws(action: Action, count: number): Float64Array {
	const form = polynomialOf(action);
	if (form === undefined || form.potential.length > 3)
		throw new Error(`${action.name} is no free field`);
	const { lattice, size } = action.space;
	const nearest = neighbours(lattice);
	const links = 2 * lattice.dimension;
	const matrix = new Float64Array(size * size);
	for (let x = 0; x < size; x++) {
		matrix[x * size + x] += form.potential[2] + links * form.kinetic;
		for (let link = 0; link < links; link++)
			matrix[x * size + nearest[x * links + link]] -= form.kinetic;
	}
	const factor = cholesky(matrix, size);
	if (factor === undefined) throw new Error("S is not positive definite");
	const normals = fillNormal(
		createRandom("exact draws"),
		new Float64Array(count * size),
	);
	// L^T phi = z / sqrt 2.
	for (let i = 0; i < count; i++) {
		const field = normals.subarray(i * size, (i + 1) * size);
		for (let x = size - 1; x >= 0; x--) {
			let sum = field[x] / Math.SQRT2;
			for (let y = x + 1; y < size; y++) sum -= factor[y * size + x] * field[y];
			field[x] = sum / factor[x * size + x];
		}
	}
	return normals;
}
