/** Small dense symmetric systems, row-major. */

/**
 * Lower Cholesky factor of a symmetric matrix of order n, or undefined where it is not positive
 * definite to within rounding.
 */
export function cholesky(
	matrix: Float64Array,
	n: number,
): Float64Array | undefined {
	const factor = new Float64Array(n * n);
	for (let i = 0; i < n; i++) {
		for (let j = 0; j <= i; j++) {
			let sum = matrix[i * n + j];
			for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
			if (i !== j) factor[i * n + j] = sum / factor[j * n + j];
			else if (sum > 1e-12 * matrix[i * n + i])
				factor[i * n + i] = Math.sqrt(sum);
			else return undefined;
		}
	}
	return factor;
}

/** v^T M^-1 v with M = L L^T. */
export function inverseForm(
	factor: Float64Array,
	vector: readonly number[],
): number {
	const n = vector.length;
	const solved = new Float64Array(n);
	let form = 0;
	for (let i = 0; i < n; i++) {
		let sum = vector[i];
		for (let k = 0; k < i; k++) sum -= factor[i * n + k] * solved[k];
		solved[i] = sum / factor[i * n + i];
		form += solved[i] * solved[i];
	}
	return form;
}

/** M^-1 v with M = L L^T. */
export function solveFactored(
	factor: Float64Array,
	vector: readonly number[],
): Float64Array {
	const n = vector.length;
	const solved = Float64Array.from(vector);
	for (let i = 0; i < n; i++) {
		for (let k = 0; k < i; k++) solved[i] -= factor[i * n + k] * solved[k];
		solved[i] /= factor[i * n + i];
	}
	for (let i = n - 1; i >= 0; i--) {
		for (let k = i + 1; k < n; k++) solved[i] -= factor[k * n + i] * solved[k];
		solved[i] /= factor[i * n + i];
	}
	return solved;
}

/** L^-1 A L^-T with M = L L^T: a symmetric A in the units in which M is 1. */
export function whitened(
	factor: Float64Array,
	matrix: Float64Array,
	n: number,
): Float64Array {
	const solve = (from: Float64Array): Float64Array => {
		// Columns of L^-1 A, written as rows, so that doing it twice gives both sides.
		const solved = new Float64Array(n * n);
		for (let column = 0; column < n; column++) {
			for (let i = 0; i < n; i++) {
				let sum = from[i * n + column];
				for (let k = 0; k < i; k++)
					sum -= factor[i * n + k] * solved[column * n + k];
				solved[column * n + i] = sum / factor[i * n + i];
			}
		}
		return solved;
	};
	return solve(solve(matrix));
}

/** Indices of rows that are not, to within rounding, linear combinations of the rows before them. */
export function independentRows(matrix: Float64Array, n: number): number[] {
	const kept: number[] = [];
	const rows: Float64Array[] = []; // rows of the Cholesky factor of the kept ones
	for (let i = 0; i < n; i++) {
		const row = new Float64Array(kept.length + 1);
		let rest = matrix[i * n + i];
		for (let k = 0; k < kept.length; k++) {
			let sum = matrix[i * n + kept[k]];
			for (let l = 0; l < k; l++) sum -= row[l] * rows[k][l];
			row[k] = sum / rows[k][k];
			rest -= row[k] * row[k];
		}
		if (!(rest > 1e-10 * matrix[i * n + i])) continue;
		row[kept.length] = Math.sqrt(rest);
		kept.push(i);
		rows.push(row);
	}
	return kept;
}
