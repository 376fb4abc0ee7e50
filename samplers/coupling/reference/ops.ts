/** What happens at the active sites, in TensorFlow.js ops: contract of the transforms, and the affine one. */
import * as tf from "../../../tensor/tf.js";

/** What a transform makes of all sites: new values, and log |dy/dx| of each, [batch, V]. */
export interface Transformed {
	readonly values: tf.Tensor;
	readonly logSlope: tf.Tensor;
}

export type SiteTransform = (
	values: tf.Tensor2D,
	net: tf.Tensor3D,
	direction: "forward" | "inverse",
) => Transformed;

/** `logSlope` is that of the forward map in both directions. */
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
