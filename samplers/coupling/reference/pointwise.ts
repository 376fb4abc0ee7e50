/**
 * A trained map of every site's value, after the coupling layers: y -> phi with
 *
 *   y^2 = phi^2 + c phi^4,   dphi/dy = sqrt(h) / r,   h = 1 + c phi^2,   r = 1 + 2 c phi^2,
 *
 * and c > 0. A normal y then has the tails of a phi^4 theory. Affine couplings alone give a site a
 * normal law, given the other colour at the last layer that changes it, and the target's is flatter.
 */
import * as tf from "../../../tensor/tf.js";
import type { Transformed } from "./ops.js";

/** Initial c. Training moves it; the order of magnitude is that of phi^4 theories near their transition. */
export const startOfPointwise = 1;

/** In both directions, `logSlope` is that of the forward map. */
export function pointwiseMap(
	values: tf.Tensor,
	logCoefficient: tf.Tensor,
	direction: "forward" | "inverse",
): Transformed {
	const c = tf.exp(logCoefficient);
	const square = tf.mul(c, tf.square(values));
	if (direction === "inverse") {
		const h = tf.add(1, square);
		return {
			values: tf.mul(values, tf.sqrt(h)),
			logSlope: logSlope(h, tf.add(h, square)),
		};
	}
	const r = tf.sqrt(tf.add(1, tf.mul(4, square)));
	const h = tf.mul(0.5, tf.add(1, r));
	return { values: tf.div(values, tf.sqrt(h)), logSlope: logSlope(h, r) };
}

function logSlope(h: tf.Tensor, r: tf.Tensor): tf.Tensor {
	return tf.sub(tf.mul(0.5, tf.log(h)), tf.log(r));
}
