/** U(1): complex numbers. Sums may have any length; links have length 1. */
import type { LinkAlgebra } from "./algebra.js";

export const u1Algebra: LinkAlgebra = {
	colours: 1,
	generators: 1,
	reals: 2,
	components: 1,
	load(fields, from, count, out = new Float64Array(2 * count)) {
		for (let i = 0; i < count; i++) {
			const angle = fields[from + i];
			out[2 * i] = Math.cos(angle);
			out[2 * i + 1] = Math.sin(angle);
		}
		return out;
	},
	store(matrices, fields, to) {
		for (let i = 0; i < matrices.length / 2; i++)
			fields[to + i] = Math.atan2(matrices[2 * i + 1], matrices[2 * i]);
	},
	identity(out, k) {
		out[k] = 1;
		out[k + 1] = 0;
	},
	multiply(a, i, b, j, out, k) {
		out[k] = a[i] * b[j] - a[i + 1] * b[j + 1];
		out[k + 1] = a[i] * b[j + 1] + a[i + 1] * b[j];
	},
	multiplyDagger(a, i, b, j, out, k) {
		out[k] = a[i] * b[j] + a[i + 1] * b[j + 1];
		out[k + 1] = a[i + 1] * b[j] - a[i] * b[j + 1];
	},
	daggerMultiply(a, i, b, j, out, k) {
		out[k] = a[i] * b[j] + a[i + 1] * b[j + 1];
		out[k + 1] = a[i] * b[j + 1] - a[i + 1] * b[j];
	},
	trace: (a, i) => a[i],
	imaginaryTrace: (a, i) => a[i + 1],
	inner: (a, i, b, j) => a[i] * b[j] + a[i + 1] * b[j + 1],
};
