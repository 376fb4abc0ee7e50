/**
 * Products of unit quaternions (a0, a1, a2, a3) as matrices U = a0 + i a.sigma of SU(2), on the host in
 * float64 and in TensorFlow.js ops. From sigma_j sigma_k = delta_jk + i eps_jkl sigma_l,
 *
 *   (a b)_0 = a0 b0 - a.b,   vector part  a0 b + b0 a - a x b.
 */
import * as tf from "../../tensor/tf.js";
import type { Reals } from "./manifold.js";

/** 1, i sigma_1, i sigma_2, i sigma_3. */
const units = [0, 1, 2, 3].map((k) =>
	Float64Array.from({ length: 4 }, (_, i) => (i === k ? 1 : 0)),
);

export function multiplyQuaternions(a: Reals, b: Reals): Float64Array {
	const [a0, a1, a2, a3] = a;
	const [b0, b1, b2, b3] = b;
	return Float64Array.of(
		a0 * b0 - a1 * b1 - a2 * b2 - a3 * b3,
		a0 * b1 + b0 * a1 - (a2 * b3 - a3 * b2),
		a0 * b2 + b0 * a2 - (a3 * b1 - a1 * b3),
		a0 * b3 + b0 * a3 - (a1 * b2 - a2 * b1),
	);
}

/** Row 4 j + k: the coordinates of the product of the units j and k. */
const unitProducts = new Float32Array(
	units.flatMap((a) => units.flatMap((b) => [...multiplyQuaternions(a, b)])),
);

/** [..., 4] times [..., 4]. All pairs of coordinates, then one matrix: few ops, whatever the backend. */
export function quaternionProduct(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const pairs = tf.mul(tf.reshape(a, [-1, 4, 1]), tf.reshape(b, [-1, 1, 4]));
		const product = tf.matMul(
			tf.reshape(pairs, [-1, 16]),
			tf.tensor2d(unitProducts, [16, 4]),
		);
		return tf.reshape(product, a.shape);
	});
}

/** The inverse of unit quaternions, [..., 4]. */
export function quaternionInverse(a: tf.Tensor): tf.Tensor {
	return tf.mul(a, tf.tensor1d([1, -1, -1, -1]));
}
