/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations (Golub and Van
 * Loan, Matrix Computations, section 8.5): accurate to rounding, and 10 n^3 operations in all.
 */
export interface SymmetricEigen {
	/** In descending order. */
	readonly values: Float64Array;
	/** Row k is the normalised eigenvector of values[k]. */
	readonly vectors: readonly Float64Array[];
}

const sweeps = 60;

/** @param matrix of order n, row-major */
export function symmetricEigen(
	matrix: Float64Array,
	n: number,
): SymmetricEigen {
	const a = Float64Array.from(matrix);
	// Row k becomes eigenvector k: rotations of rows only, which lie side by side in memory.
	const v = new Float64Array(n * n);
	for (let i = 0; i < n; i++) v[i * n + i] = 1;
	const scale = a.reduce((sum, value) => sum + value * value, 0);
	for (let sweep = 0; sweep < sweeps; sweep++) {
		let off = 0;
		for (let i = 0; i < n; i++)
			for (let j = 0; j < i; j++) off += a[i * n + j] ** 2;
		if (!(off > 1e-32 * scale)) break;
		for (let p = 0; p < n - 1; p++)
			for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
	}
	const order = Array.from({ length: n }, (_, k) => k).sort(
		(i, j) => a[j * n + j] - a[i * n + i],
	);
	return {
		values: Float64Array.from(order, (k) => a[k * n + k]),
		vectors: order.map((k) => v.slice(k * n, (k + 1) * n)),
	};
}

/** Makes element (p, q) zero. */
function rotate(
	a: Float64Array,
	v: Float64Array,
	n: number,
	p: number,
	q: number,
): void {
	const apq = a[p * n + q];
	if (apq === 0) return;
	const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
	const sign = theta < 0 ? -1 : 1;
	const t = sign / (Math.abs(theta) + Math.hypot(theta, 1));
	const c = 1 / Math.hypot(t, 1);
	const s = t * c;
	for (let k = 0; k < n; k++) {
		const x = a[p * n + k];
		const y = a[q * n + k];
		a[p * n + k] = c * x - s * y;
		a[q * n + k] = s * x + c * y;
	}
	for (let k = 0; k < n; k++) {
		const x = a[k * n + p];
		const y = a[k * n + q];
		a[k * n + p] = c * x - s * y;
		a[k * n + q] = s * x + c * y;
	}
	for (let k = 0; k < n; k++) {
		const x = v[p * n + k];
		const y = v[q * n + k];
		v[p * n + k] = c * x - s * y;
		v[q * n + k] = s * x + c * y;
	}
}
