/**
 * Eigenvalues and eigenvectors of a small symmetric matrix: Householder reflections to tridiagonal
 * form, then QL iterations with implicit shifts (Golub and Van Loan, Matrix Computations, sections
 * 8.3.1 and 8.3.3; the EISPACK pair tred2 and tql2). About 7 n^3 operations in all.
 */
export interface SymmetricEigen {
	/** In descending order. */
	readonly values: Float64Array;
	/** Row k is the normalised eigenvector of values[k]. */
	readonly vectors: readonly Float64Array[];
}

/** A symmetric tridiagonal matrix, and the rows of the rotation that leads to it. */
interface Tridiagonal {
	readonly diagonal: Float64Array;
	/** Element i couples i and i + 1; the last is 0. */
	readonly beside: Float64Array;
	readonly rows: readonly Float64Array[];
}

const mostIterations = 60;

/** @param matrix of order n, row-major */
export function symmetricEigen(
	matrix: Float64Array,
	n: number,
): SymmetricEigen {
	const reduced = tridiagonal(matrix, n);
	diagonalise(reduced);
	const { diagonal, rows } = reduced;
	const order = Array.from({ length: n }, (_, k) => k).sort(
		(i, j) => diagonal[j] - diagonal[i],
	);
	return {
		values: Float64Array.from(order, (k) => diagonal[k]),
		vectors: order.map((k) => rows[k]),
	};
}

function tridiagonal(matrix: Float64Array, n: number): Tridiagonal {
	const a = Array.from({ length: n }, (_, i) =>
		matrix.slice(i * n, (i + 1) * n),
	);
	const rows = a.map(() => new Float64Array(n));
	for (const [i, row] of rows.entries()) row[i] = 1;
	const beside = new Float64Array(n);
	const v = new Float64Array(n);
	const w = new Float64Array(n);
	for (let k = 0; k < n - 1; k++) {
		let rest = 0;
		for (let i = k + 2; i < n; i++) rest += a[i][k] ** 2;
		const head = a[k + 1][k];
		beside[k] = head;
		if (rest === 0) continue;
		const length =
			head < 0 ? Math.sqrt(rest + head * head) : -Math.sqrt(rest + head * head);
		beside[k] = length;
		for (let i = k + 1; i < n; i++) v[i] = a[i][k];
		v[k + 1] = head - length;
		const factor = 2 / (rest + v[k + 1] ** 2);
		// The block below becomes a - v w^T - w v^T.
		let overlap = 0;
		for (let i = k + 1; i < n; i++) {
			let sum = 0;
			for (let j = k + 1; j < n; j++) sum += a[i][j] * v[j];
			w[i] = factor * sum;
			overlap += w[i] * v[i];
		}
		for (let i = k + 1; i < n; i++) w[i] -= (factor / 2) * overlap * v[i];
		for (let i = k + 1; i < n; i++)
			for (let j = k + 1; j < n; j++) a[i][j] -= v[i] * w[j] + w[i] * v[j];
		w.fill(0);
		for (let i = k + 1; i < n; i++)
			for (let j = 0; j < n; j++) w[j] += v[i] * rows[i][j];
		for (let i = k + 1; i < n; i++)
			for (let j = 0; j < n; j++) rows[i][j] -= factor * v[i] * w[j];
	}
	return { diagonal: Float64Array.from(a, (row, i) => row[i]), beside, rows };
}

/** Turns the matrix diagonal, and its rows into eigenvectors. */
function diagonalise({ diagonal: d, beside: e, rows }: Tridiagonal): void {
	const n = d.length;
	const scale = d.reduce(
		(most, x, i) => Math.max(most, Math.abs(x) + Math.abs(e[i])),
		0,
	);
	const negligible = (i: number) =>
		Math.abs(e[i]) <=
		Number.EPSILON *
			(Math.abs(d[i]) + Math.abs(d[i + 1]) + 1e-3 * Number.EPSILON * scale);
	for (let first = 0; first < n; first++) {
		for (let iteration = 0; iteration < mostIterations; iteration++) {
			let last = first;
			while (last < n - 1 && !negligible(last)) last++;
			if (last === first) break;
			shiftedStep(d, e, rows, first, last);
		}
	}
}

/** One implicit QL step on the block from `first` to `last`, with Wilkinson's shift. */
function shiftedStep(
	d: Float64Array,
	e: Float64Array,
	rows: readonly Float64Array[],
	first: number,
	last: number,
): void {
	const slope = (d[first + 1] - d[first]) / (2 * e[first]);
	const root = Math.hypot(slope, 1);
	let g = d[last] - d[first] + e[first] / (slope + (slope < 0 ? -root : root));
	let [sine, cosine, moved] = [1, 1, 0];
	for (let i = last - 1; i >= first; i--) {
		const f = sine * e[i];
		const b = cosine * e[i];
		const r = Math.hypot(f, g);
		e[i + 1] = r;
		if (r === 0) {
			// The block falls apart here.
			d[i + 1] -= moved;
			e[last] = 0;
			return;
		}
		sine = f / r;
		cosine = g / r;
		const base = d[i + 1] - moved;
		const next = (d[i] - base) * sine + 2 * cosine * b;
		moved = sine * next;
		d[i + 1] = base + moved;
		g = cosine * next - b;
		turn(rows[i], rows[i + 1], cosine, sine);
	}
	d[first] -= moved;
	e[first] = g;
	e[last] = 0;
}

function turn(x: Float64Array, y: Float64Array, c: number, s: number): void {
	for (let k = 0; k < x.length; k++) {
		const [one, other] = [x[k], y[k]];
		x[k] = c * one - s * other;
		y[k] = s * one + c * other;
	}
}
