/**
 * The matrices of actions/manifolds/matrix3.ts in TensorFlow.js ops. They use reals, because not every
 * backend has complex numbers.
 */
import * as tf from "../../tensor/tf.js";
import { daggerOf } from "./matrix3.js";

const identity = Array.from({ length: 18 }, (_, k) =>
	Float64Array.from({ length: 18 }, (_, i) => (i === k ? 1 : 0)),
);

/** Linear maps of matrices in these coordinates, [18, n] row-major, as constants of `matMul`. */
const daggerMap = new Float32Array(
	identity.flatMap((unit) => [...daggerOf(unit)]),
);

/**
 * From B to the real 6 x 6 matrix by which a row (re, im, re, im, re, im) of A is multiplied: for each
 * entry b the block [[re b, im b], [-im b, re b]].
 */
const rightMap = new Float32Array(
	identity.flatMap((b) => {
		const out = new Float32Array(36);
		for (let k = 0; k < 3; k++)
			for (let j = 0; j < 6; j += 2) {
				out[12 * k + j] = b[6 * k + j];
				out[12 * k + j + 1] = b[6 * k + j + 1];
				out[12 * k + 6 + j] = -b[6 * k + j + 1];
				out[12 * k + 7 + j] = b[6 * k + j];
			}
		return [...out];
	}),
);

/** [..., 18] times [..., 18]. */
export function matrixProduct(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const right = tf.matMul(
			tf.reshape(b, [-1, 18]),
			tf.tensor2d(rightMap, [18, 36]),
		);
		const product = tf.matMul(
			tf.reshape(a, [-1, 3, 6]),
			tf.reshape(right, [-1, 6, 6]),
		);
		return tf.reshape(product, a.shape);
	});
}

/** The Hermitian conjugate, [..., 18]. */
export function matrixDagger(a: tf.Tensor): tf.Tensor {
	const flat = tf.matMul(
		tf.reshape(a, [-1, 18]),
		tf.tensor2d(daggerMap, [18, 18]),
	);
	return tf.reshape(flat, a.shape);
}
