/** SU(2): quaternions. Sums may have any length; links have length 1. Every trace is real. */
import { normalise } from "../../manifolds/manifold.js";
import type { LinkAlgebra } from "./algebra.js";

export const su2Algebra: LinkAlgebra = {
	colours: 2,
	generators: 3,
	reals: 4,
	components: 4,
	load(fields, from, count, out = new Float64Array(count)) {
		for (let i = 0; i < count; i++) out[i] = fields[from + i];
		return out;
	},
	store(matrices, fields, to) {
		fields.set(matrices, to);
		normalise(fields.subarray(to, to + matrices.length), 4);
	},
	identity(out, k) {
		out[k] = 1;
		out.fill(0, k + 1, k + 4);
	},
	multiply(a, i, b, j, out, k) {
		const a0 = a[i];
		const a1 = a[i + 1];
		const a2 = a[i + 2];
		const a3 = a[i + 3];
		const b0 = b[j];
		const b1 = b[j + 1];
		const b2 = b[j + 2];
		const b3 = b[j + 3];
		out[k] = a0 * b0 - a1 * b1 - a2 * b2 - a3 * b3;
		out[k + 1] = a0 * b1 + b0 * a1 - (a2 * b3 - a3 * b2);
		out[k + 2] = a0 * b2 + b0 * a2 - (a3 * b1 - a1 * b3);
		out[k + 3] = a0 * b3 + b0 * a3 - (a1 * b2 - a2 * b1);
	},
	multiplyDagger(a, i, b, j, out, k) {
		const a0 = a[i];
		const a1 = a[i + 1];
		const a2 = a[i + 2];
		const a3 = a[i + 3];
		const b0 = b[j];
		const b1 = b[j + 1];
		const b2 = b[j + 2];
		const b3 = b[j + 3];
		out[k] = a0 * b0 + a1 * b1 + a2 * b2 + a3 * b3;
		out[k + 1] = b0 * a1 - a0 * b1 + (a2 * b3 - a3 * b2);
		out[k + 2] = b0 * a2 - a0 * b2 + (a3 * b1 - a1 * b3);
		out[k + 3] = b0 * a3 - a0 * b3 + (a1 * b2 - a2 * b1);
	},
	daggerMultiply(a, i, b, j, out, k) {
		const a0 = a[i];
		const a1 = a[i + 1];
		const a2 = a[i + 2];
		const a3 = a[i + 3];
		const b0 = b[j];
		const b1 = b[j + 1];
		const b2 = b[j + 2];
		const b3 = b[j + 3];
		out[k] = a0 * b0 + a1 * b1 + a2 * b2 + a3 * b3;
		out[k + 1] = a0 * b1 - b0 * a1 + (a2 * b3 - a3 * b2);
		out[k + 2] = a0 * b2 - b0 * a2 + (a3 * b1 - a1 * b3);
		out[k + 3] = a0 * b3 - b0 * a3 + (a1 * b2 - a2 * b1);
	},
	trace: (a, i) => 2 * a[i],
	imaginaryTrace: () => 0,
	inner: (a, i, b, j) =>
		2 *
		(a[i] * b[j] +
			a[i + 1] * b[j + 1] +
			a[i + 2] * b[j + 2] +
			a[i + 3] * b[j + 3]),
};
