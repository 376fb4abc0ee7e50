/** Fields of neighbours as TensorFlow.js ops. */
import { element } from "../core/elements.js";
import * as tf from "../tensor/tf.js";

/** phi_{x + mu}: the field of the forward neighbour along one axis, periodic. */
export function shiftForward(fields: tf.Tensor, axis: number): tf.Tensor {
	const extent = element(fields.shape, axis);
	if (extent === 1) return fields;
	const parts = tf.split(fields, [1, extent - 1], axis);
	return tf.concat([element(parts, 1), element(parts, 0)], axis);
}
