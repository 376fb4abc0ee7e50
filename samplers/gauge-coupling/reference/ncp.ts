/**
 * Mean of Möbius maps of the circle in TensorFlow.js ops (non-compact projections, arXiv:2002.02428; in flows of links
 * arXiv:2003.06413). With r = tanh(s / 2) and x in (-pi, pi), tan(x'/2) = e^s tan(x/2) is
 *
 *   x' = x + 2 atan(r sin x / (1 - r cos x)),   dx'/dx = (1 - r^2) / (1 - 2 r cos x + r^2),
 *
 * which has no pole. The net's numbers are s / 2.
 */

import * as tf from "../../../tensor/tf.js";
import type { SiteTransform } from "../../coupling/reference/ops.js";

const halvings = 24;

export function ncpTransform(components: number): SiteTransform {
	return (values, net, direction) => {
		const [batch, sites] = values.shape;
		const raw = tf.slice(net, [0, 0, 0], [batch, sites, components]);
		const r = tf.tanh(raw);
		const rest = tf.sub(1, tf.square(r));
		const image = (x: tf.Tensor): tf.Tensor => {
			const wide = tf.expandDims(x, 2);
			const turn = tf.atan(
				tf.div(tf.mul(r, tf.sin(wide)), tf.sub(1, tf.mul(r, tf.cos(wide)))),
			);
			return tf.add(x, tf.mul(2, tf.mean(turn, 2)));
		};
		const slope = (x: tf.Tensor): tf.Tensor => {
			const wide = tf.cos(tf.expandDims(x, 2));
			return tf.mean(
				tf.div(rest, tf.add(rest, tf.mul(tf.mul(2, r), tf.sub(r, wide)))),
				2,
			);
		};
		if (direction === "forward")
			return { values: image(values), logSlope: tf.log(slope(values)) };
		const start = constant(() => bisected(image, values), values, net);
		// A step of Newton's method: it has the derivatives of the inverse.
		const x = tf.sub(start, tf.div(tf.sub(image(start), values), slope(start)));
		return { values: x, logSlope: tf.log(slope(x)) };
	};
}

/** A value that automatic differentiation takes for constant. */
function constant(make: () => tf.Tensor, ...inputs: tf.Tensor[]): tf.Tensor {
	return tf.customGrad((..._given) => ({
		value: make(),
		gradFunc: () => inputs.map((input) => tf.zerosLike(input)),
	}))(...inputs);
}

function bisected(
	image: (x: tf.Tensor) => tf.Tensor,
	target: tf.Tensor,
): tf.Tensor {
	let x = tf.zerosLike(target);
	for (let width = Math.PI / 2, i = 0; i < halvings; i++, width /= 2)
		x = tf.add(x, tf.mul(width, tf.sign(tf.sub(target, image(x)))));
	return x;
}
