/**
 * One axis of a block of weights: the matrix of its slopes, its basis, and turns of numbers along it. The
 * numbers of a block are [before, length, behind].
 */
import { symmetricEigen } from "../../../core/statistics/inference/symmetric-eigen.js";

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
	for (let i = 0; i < length; i++) {
		for (let j = 0; j < length; j++) {
			let sum = 0;
			for (let k = 0; k < length; k++)
				sum += basis[k * length + i] * vectors[j][k];
			turn[i * length + j] = sum;
		}
	}
	for (let j = 0; j < length; j++)
		for (let i = 0; i < length; i++) basis[i * length + j] = vectors[j][i];
	return { values, turn };
}

/** gram <- keep gram + (1 - keep) sum over the other indices of slopes_i slopes_j. */
export function gather(
	{ before, length, behind, gram }: Axis,
	slopes: Float64Array,
	keep: number,
): void {
	for (let i = 0; i < length; i++) {
		for (let j = 0; j <= i; j++) {
			let sum = 0;
			for (let part = 0; part < before; part++) {
				const one = (part * length + i) * behind;
				const other = (part * length + j) * behind;
				for (let k = 0; k < behind; k++)
					sum += slopes[one + k] * slopes[other + k];
			}
			const value = keep * gram[i * length + j] + (1 - keep) * sum;
			gram[i * length + j] = value;
			gram[j * length + i] = value;
		}
	}
}

/** Numbers of one part of a block, before they are turned. */
let scratch = new Float64Array(0);

/** values[a, j, b] <- sum_i matrix[i, j] values[a, i, b], in place. */
export function along(
	{ before, length, behind }: Axis,
	matrix: Float64Array,
	values: Float64Array,
): void {
	const size = length * behind;
	if (scratch.length < size) scratch = new Float64Array(size);
	for (let part = 0; part < before; part++) {
		const start = part * size;
		for (let i = 0; i < size; i++) scratch[i] = values[start + i];
		if (behind < shortRow) columns(matrix, length, behind, values, start);
		else rows(matrix, length, behind, values, start);
	}
}

/** Rows shorter than that are not worth a loop of their own. */
const shortRow = 8;

/** From `scratch` to `to`, number by number. */
function columns(
	matrix: Float64Array,
	length: number,
	width: number,
	to: Float64Array,
	start: number,
): void {
	for (let j = 0; j < length; j++) {
		for (let k = 0; k < width; k++) {
			let sum = 0;
			let at = k;
			for (let i = j; i < length * length; i += length) {
				sum += matrix[i] * scratch[at];
				at += width;
			}
			to[start + j * width + k] = sum;
		}
	}
}

/** The same for rows of `width` numbers, four at a time, so that a sum is loaded and stored for each four. */
function rows(
	matrix: Float64Array,
	length: number,
	width: number,
	to: Float64Array,
	start: number,
): void {
	const from = scratch;
	for (let j = 0; j < length; j++) {
		const row = start + j * width;
		for (let k = 0; k < width; k++) to[row + k] = 0;
		let i = 0;
		for (; i + 4 <= length; i += 4) {
			const a = matrix[i * length + j];
			const b = matrix[(i + 1) * length + j];
			const c = matrix[(i + 2) * length + j];
			const d = matrix[(i + 3) * length + j];
			const first = i * width;
			const second = first + width;
			const third = second + width;
			const fourth = third + width;
			for (let k = 0; k < width; k++)
				to[row + k] +=
					a * from[first + k] +
					b * from[second + k] +
					(c * from[third + k] + d * from[fourth + k]);
		}
		for (; i < length; i++) {
			const factor = matrix[i * length + j];
			for (let k = 0; k < width; k++)
				to[row + k] += factor * from[i * width + k];
		}
	}
}

export function identity(length: number): Float64Array {
	const matrix = new Float64Array(length * length);
	for (let i = 0; i < length; i++) matrix[i * length + i] = 1;
	return matrix;
}

export function transposed(matrix: Float64Array, length: number): Float64Array {
	const out = new Float64Array(length * length);
	for (let i = 0; i < length; i++)
		for (let j = 0; j < length; j++)
			out[j * length + i] = matrix[i * length + j];
	return out;
}
