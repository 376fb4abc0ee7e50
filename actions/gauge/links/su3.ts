/** SU(3): complex 3 x 3 matrices. Sums may be any matrix; links are unitary with determinant 1. */
import { unitarise } from "../../manifolds/matrix3.js";
import type { LinkAlgebra } from "./algebra.js";

export const su3Algebra: LinkAlgebra = {
	colours: 3,
	generators: 8,
	reals: 18,
	components: 18,
	load(fields, from, count, out = new Float64Array(count)) {
		for (let i = 0; i < count; i++) out[i] = fields[from + i];
		return out;
	},
	store(matrices, fields, to) {
		fields.set(matrices, to);
		unitarise(fields.subarray(to, to + matrices.length));
	},
	identity(out, k) {
		out.fill(0, k, k + 18);
		for (const diagonal of [0, 8, 16]) out[k + diagonal] = 1;
	},
	multiply(a, i, b, j, out, k) {
		for (let row = 0; row < 18; row += 6) {
			const x0 = a[i + row];
			const y0 = a[i + row + 1];
			const x1 = a[i + row + 2];
			const y1 = a[i + row + 3];
			const x2 = a[i + row + 4];
			const y2 = a[i + row + 5];
			for (let c = 0; c < 6; c += 2) {
				const u0 = b[j + c];
				const v0 = b[j + c + 1];
				const u1 = b[j + c + 6];
				const v1 = b[j + c + 7];
				const u2 = b[j + c + 12];
				const v2 = b[j + c + 13];
				out[k + row + c] =
					x0 * u0 - y0 * v0 + x1 * u1 - y1 * v1 + x2 * u2 - y2 * v2;
				out[k + row + c + 1] =
					x0 * v0 + y0 * u0 + x1 * v1 + y1 * u1 + x2 * v2 + y2 * u2;
			}
		}
	},
	multiplyDagger(a, i, b, j, out, k) {
		for (let row = 0; row < 18; row += 6) {
			const x0 = a[i + row];
			const y0 = a[i + row + 1];
			const x1 = a[i + row + 2];
			const y1 = a[i + row + 3];
			const x2 = a[i + row + 4];
			const y2 = a[i + row + 5];
			for (let c = 0; c < 3; c++) {
				const at = j + 6 * c;
				const u0 = b[at];
				const v0 = b[at + 1];
				const u1 = b[at + 2];
				const v1 = b[at + 3];
				const u2 = b[at + 4];
				const v2 = b[at + 5];
				out[k + row + 2 * c] =
					x0 * u0 + y0 * v0 + x1 * u1 + y1 * v1 + x2 * u2 + y2 * v2;
				out[k + row + 2 * c + 1] =
					y0 * u0 - x0 * v0 + y1 * u1 - x1 * v1 + y2 * u2 - x2 * v2;
			}
		}
	},
	daggerMultiply(a, i, b, j, out, k) {
		for (let r = 0; r < 3; r++) {
			const at = i + 2 * r;
			const x0 = a[at];
			const y0 = a[at + 1];
			const x1 = a[at + 6];
			const y1 = a[at + 7];
			const x2 = a[at + 12];
			const y2 = a[at + 13];
			for (let c = 0; c < 6; c += 2) {
				const u0 = b[j + c];
				const v0 = b[j + c + 1];
				const u1 = b[j + c + 6];
				const v1 = b[j + c + 7];
				const u2 = b[j + c + 12];
				const v2 = b[j + c + 13];
				out[k + 6 * r + c] =
					x0 * u0 + y0 * v0 + x1 * u1 + y1 * v1 + x2 * u2 + y2 * v2;
				out[k + 6 * r + c + 1] =
					x0 * v0 - y0 * u0 + x1 * v1 - y1 * u1 + x2 * v2 - y2 * u2;
			}
		}
	},
	trace: (a, i) => a[i] + a[i + 8] + a[i + 16],
	imaginaryTrace: (a, i) => a[i + 1] + a[i + 9] + a[i + 17],
	inner(a, i, b, j) {
		let sum = 0;
		for (let n = 0; n < 18; n++) sum += a[i + n] * b[j + n];
		return sum;
	},
};
