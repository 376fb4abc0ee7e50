/** One axis of a block of weights. The numbers of a block are [before, length, behind]. */
import { symmetricEigen } from "../../../core/statistics/inference/symmetric-eigen.js";
import { along } from "./turns.js";

export interface Axis {
	readonly before: number;
	readonly length: number;
	readonly behind: number;
	/** [length, length]. */
	readonly gram: Float64Array;
	/** [length, length]; column j is the j-th vector. */
	readonly basis: Float64Array;
}

/** Takes eigenvectors as the basis; `turn` leads from the old basis to the new. */
export function renewed({ length, gram, basis }: Axis) {
	const { values, vectors } = symmetricEigen(gram, length);
	const turn = new Float64Array(length * length);
	for (let j = 0; j < length; j++)
		for (let i = 0; i < length; i++) turn[i * length + j] = vectors[j][i];
	const next = turn.slice();
	along([{ before: 1, length, behind: length }], turn, () => basis);
	basis.set(next);
	return { values, turn };
}

export function identity(length: number): Float64Array {
	const matrix = new Float64Array(length * length);
	for (let i = 0; i < length; i++) matrix[i * length + i] = 1;
	return matrix;
}
