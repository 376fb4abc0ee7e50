/**
 * Monotone rational-quadratic splines in TensorFlow.js ops (arXiv:1906.04032). They act on [-bound,
 * bound] with identity tails. An odd spline is described on [0, bound] only.
 * samplers/coupling/simd/spline.as.ts has the formulas and says what the net's numbers mean; this
 * file is its reference.
 *
 * The bin of a value is picked by products with step functions, whose gradient is zero. So every
 * backend can differentiate all of it.
 */
import * as tf from "../../../tensor/tf.js";
import type { TransformConfig } from "../config.js";
import type { SiteTransform } from "./ops.js";

const leastBin = 1e-3;
const leastSlope = 1e-3;
/** softplus(shift) = 1 - leastSlope, so a raw derivative of zero is a slope of one. */
const shift = Math.log(Math.expm1(1 - leastSlope));

export type SplineConfig = Extract<TransformConfig, { kind: "spline" }>;

/**
 * With `circular` both ends have one derivative, the first of `bins`: a smooth map of the circle
 * (arXiv:2002.02428).
 */
export function splineTransform(
	config: SplineConfig,
	circular = false,
): SiteTransform {
	const { bins, bound, odd } = config;
	const low = odd ? 0 : -bound;
	return (values, net, direction) => {
		const [batch, sites] = values.shape;
		const numbers = (start: number, count: number) =>
			tf.slice(net, [0, 0, start], [batch, sites, count]);
		const widths = shares(numbers(0, bins), bound - low);
		const heights = shares(numbers(bins, bins), bound - low);
		const inner = numbers(2 * bins, odd || circular ? bins : bins - 1);
		const end = tf.zeros([batch, sites, 1]);
		const raw = circular
			? tf.concat([inner, numbers(2 * bins, 1)], 2)
			: tf.concat(odd ? [inner, end] : [end, inner, end], 2);
		const slopes = tf.add(tf.softplus(tf.add(raw, shift)), leastSlope);
		const leftX = leftEdges(widths, low);
		const leftY = leftEdges(heights, low);

		const inside = tf.step(tf.sub(bound, tf.abs(values)));
		const sign = odd
			? tf.sub(tf.mul(2, tf.step(values)), 1)
			: tf.onesLike(values);
		const value = tf.mul(tf.mul(values, sign), inside);
		const bin = pick(value, direction === "forward" ? leftX : leftY);
		const at = (quantity: tf.Tensor) => tf.sum(tf.mul(bin, quantity), 2);
		const x0 = at(leftX);
		const y0 = at(leftY);
		const width = at(widths);
		const height = at(heights);
		const d0 = at(tf.slice(slopes, [0, 0, 0], [batch, sites, bins]));
		const d1 = at(tf.slice(slopes, [0, 0, 1], [batch, sites, bins]));
		const s = tf.div(height, width);
		const bend = tf.sub(tf.add(d0, d1), tf.mul(2, s));

		const theta =
			direction === "forward"
				? tf.div(tf.sub(value, x0), width)
				: root(tf.sub(value, y0), height, s, d0, bend);
		const rest = tf.sub(1, theta);
		const u = tf.mul(theta, rest);
		const theta2 = tf.square(theta);
		const den = tf.add(s, tf.mul(bend, u));
		const num = tf.add(tf.mul(s, theta2), tf.mul(d0, u));
		const top = tf.add(
			tf.add(tf.mul(d1, theta2), tf.mul(tf.mul(2, s), u)),
			tf.mul(d0, tf.square(rest)),
		);
		const slope = tf.mul(tf.square(tf.div(s, den)), top);
		const image =
			direction === "forward"
				? tf.add(y0, tf.mul(height, tf.div(num, den)))
				: tf.add(x0, tf.mul(theta, width));
		return {
			values: tf.add(
				tf.mul(inside, tf.mul(sign, image)),
				tf.mul(tf.sub(1, inside), values),
			),
			logSlope: tf.mul(inside, tf.log(slope)),
		};
	};
}

/** Sizes of the bins. They add up to `range`, and none is below the least size. */
function shares(logits: tf.Tensor, range: number): tf.Tensor {
	const bins = logits.shape[2] ?? 1;
	const share = tf.softmax(logits, 2);
	return tf.mul(range, tf.add(tf.mul(share, 1 - bins * leastBin), leastBin));
}

/** low plus the sum of the sizes of all bins before this one. */
function leftEdges(sizes: tf.Tensor, low: number): tf.Tensor {
	return tf.add(tf.cumsum(sizes, 2, true), low);
}

/** 1 in the bin that holds the value, 0 elsewhere, [batch, V, bins]. */
function pick(value: tf.Tensor, left: tf.Tensor): tf.Tensor {
	const [batch, sites, bins] = left.shape;
	const [, inner] = tf.split(left, [1, bins - 1], 2);
	const beyond = tf.step(tf.sub(tf.expandDims(value, 2), inner));
	const edge = (fill: number) => tf.fill([batch, sites, 1], fill);
	return tf.sub(
		tf.concat([edge(1), beyond], 2),
		tf.concat([beyond, edge(0)], 2),
	);
}

/** The root of the spline's quadratic in [0, 1], in the form that does not cancel. */
function root(
	e: tf.Tensor,
	height: tf.Tensor,
	s: tf.Tensor,
	d0: tf.Tensor,
	bend: tf.Tensor,
): tf.Tensor {
	const product = tf.mul(e, bend);
	const a = tf.add(tf.mul(height, tf.sub(s, d0)), product);
	const b = tf.sub(tf.mul(height, d0), product);
	const c = tf.mul(s, e);
	const square = tf.relu(tf.add(tf.square(b), tf.mul(tf.mul(4, a), c)));
	return tf.div(tf.mul(2, c), tf.add(b, tf.sqrt(square)));
}
