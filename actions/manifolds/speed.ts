/** The speed of momenta: that of each element, as integrators divide by it. */
import * as tf from "../../tensor/tf.js";

/** Keeps |p| off zero, where it would be divided by; far below what float32 adds to 1. */
const tiny = 1e-30;

/** |p| of each element: [..., n] -> [..., 1], never 0. */
export function speedOf(momenta: tf.Tensor): tf.Tensor {
	const squares = tf.sum(tf.square(momenta), momenta.rank - 1, true);
	return tf.sqrt(tf.add(squares, tiny));
}
