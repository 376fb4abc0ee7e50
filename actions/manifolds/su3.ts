/**
 * SU(3) as complex 3 x 3 matrices, T_a = i lambda_a / 2 with the matrices of Gell-Mann. A drift
 * multiplies by exp(length P) from the left.
 */
import { fillNormal } from "../../core/random.js";
import * as tf from "../../tensor/tf.js";
import { chord, type Geometry } from "./manifold.js";
import { daggerOf, multiplyMatrices, unitarise } from "./matrix3.js";
import { matrixDagger, matrixProduct } from "./matrix3-ops.js";
import { projections } from "./projection.js";
import { exponential } from "./su3-exponential.js";

/** Entries of lambda_a: row, column, real part, imaginary part. */
const gellMann: readonly (readonly (readonly [
	number,
	number,
	number,
	number,
])[])[] = [
	[
		[0, 1, 1, 0],
		[1, 0, 1, 0],
	],
	[
		[0, 1, 0, -1],
		[1, 0, 0, 1],
	],
	[
		[0, 0, 1, 0],
		[1, 1, -1, 0],
	],
	[
		[0, 2, 1, 0],
		[2, 0, 1, 0],
	],
	[
		[0, 2, 0, -1],
		[2, 0, 0, 1],
	],
	[
		[1, 2, 1, 0],
		[2, 1, 1, 0],
	],
	[
		[1, 2, 0, -1],
		[2, 1, 0, 1],
	],
	[
		[0, 0, 1 / Math.sqrt(3), 0],
		[1, 1, 1 / Math.sqrt(3), 0],
		[2, 2, -2 / Math.sqrt(3), 0],
	],
];

/** lambda_a / 2, [8, 18] row-major. */
const halfLambda = new Float32Array(8 * 18);
/** T_a, [8, 18] row-major. */
const generators = new Float32Array(8 * 18);
gellMann.forEach((entries, a) => {
	for (const [row, column, re, im] of entries) {
		const at = 18 * a + 6 * row + 2 * column;
		halfLambda.set([re / 2, im / 2], at);
		generators.set([-im / 2, re / 2], at);
	}
});

export const su3: Geometry = {
	name: "SU3",
	momentumSize: () => 8,
	origin: () => {
		const identity = new Float64Array(18);
		for (const diagonal of [0, 8, 16]) identity[diagonal] = 1;
		return identity;
	},
	// Rows of independent complex normals, made orthonormal in turn: the same law after every rotation.
	uniform: (random, out) => unitarise(fillNormal(random, out)),
	project: projections.SU3,
	// |P|^2 = sum_ij |P_ij|^2 = 1/2 sum_a p_a^2.
	distance: (a, b) => chord(a, b, 2),
	momenta: () => {},
	drift: (fields, momenta, length) => {
		const flat = tf.reshape(momenta, [-1, 8]);
		const times = (basis: Float32Array) =>
			tf.matMul(flat, tf.tensor2d(basis, [8, 18]));
		const turn = exponential(times(halfLambda), times(generators), length);
		const links = tf.reshape(fields, [-1, 18]);
		return {
			fields: tf.reshape(matrixProduct(turn, links), fields.shape),
			momenta,
		};
	},
	// The gradient along T_a U is Re tr (T_a^+ G U^+).
	tangent: (fields, gradient) => {
		const product = matrixProduct(gradient, matrixDagger(fields));
		const coefficients = tf.matMul(
			tf.reshape(product, [-1, 18]),
			tf.tensor2d(generators, [8, 18]),
			false,
			true,
		);
		return tf.reshape(coefficients, [...fields.shape.slice(0, -1), 8]);
	},
	group: {
		multiply: multiplyMatrices,
		inverse: daggerOf,
		conjugate: (a) =>
			Float64Array.from(a, (value, i) => (i % 2 === 0 ? value : -value)),
		trace: (a) => (a[0] + a[8] + a[16]) / 3,
	},
};
