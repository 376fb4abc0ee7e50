/** Products of small dense matrices, row-major. */

/** A B, of order n. */
export function multiply(
	a: Float64Array,
	b: Float64Array,
	n: number,
): Float64Array {
	const out = new Float64Array(n * n);
	for (let i = 0; i < n; i++) {
		for (let k = 0; k < n; k++) {
			const left = a[i * n + k];
			if (left === 0) continue;
			for (let j = 0; j < n; j++) out[i * n + j] += left * b[k * n + j];
		}
	}
	return out;
}

/** A^exponent by repeated squaring; the unit matrix for exponent 0. */
export function power(
	a: Float64Array,
	n: number,
	exponent: number,
): Float64Array {
	let result: Float64Array | undefined;
	let square = a;
	for (let rest = exponent; rest > 0; ) {
		if (rest % 2 === 1)
			result = result === undefined ? square : multiply(result, square, n);
		rest = Math.floor(rest / 2);
		if (rest > 0) square = multiply(square, square, n);
	}
	if (result !== undefined) return result;
	const unit = new Float64Array(n * n);
	for (let i = 0; i < n; i++) unit[i * n + i] = 1;
	return unit;
}

/** Sum of products of equal elements: tr(A B^T). */
export function dot(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
	return sum;
}

export function traceOf(a: Float64Array, n: number): number {
	let sum = 0;
	for (let i = 0; i < n; i++) sum += a[i * n + i];
	return sum;
}
