/**
 * The transforms of the active sites in TensorFlow.js ops: their contract, and the affine one.
 *
 *   const { values, logSlope } = affineTransform(fields, net, "forward");
 */
import * as tf from "../../../tensor/tf.js";

/** The transform of all sites: new values, and log |dy/dx| of each, [batch, V]. */
export interface Transformed {
	readonly values: tf.Tensor;
	readonly logSlope: tf.Tensor;
}

export type SiteTransform = (
	values: tf.Tensor2D,
	net: tf.Tensor3D,
	direction: "forward" | "inverse",
) => Transformed;

/** In both directions, `logSlope` is that of the forward map. */
export const affineTransform: SiteTransform = (values, net, direction) => {
	const [s, t] = tf.unstack(tf.tanh(net), 2);
	return {
		values:
			direction === "forward"
				? tf.add(tf.mul(values, tf.exp(s)), t)
				: tf.mul(tf.sub(values, t), tf.exp(tf.neg(s))),
		logSlope: s,
	};
};
