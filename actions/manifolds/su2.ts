/**
 * SU(2) as unit quaternions, U = a0 + i a.sigma, with T_a = i sigma_a / 2. A drift multiplies by
 * exp(length P) = cos w + i sin w (p/|p|).sigma, w = length |p| / 2, from the left.
 */
import { fillNormal } from "../../core/random.js";
import * as tf from "../../tensor/tf.js";
import { chord, type Geometry, normalise } from "./manifold.js";
import { projections } from "./projection.js";
import {
	multiplyQuaternions,
	quaternionInverse,
	quaternionProduct,
} from "./quaternion.js";
import { speedOf } from "./speed.js";

export const su2: Geometry = {
	name: "SU2",
	momentumSize: () => 3,
	origin: () => Float64Array.of(1, 0, 0, 0),
	// The Haar measure of SU(2) is the uniform measure of the sphere of unit quaternions.
	uniform: (random, out) => {
		normalise(fillNormal(random, out), 4);
	},
	project: projections.SU2,
	// Time 1 along |p| = 1 turns the quaternion by the angle 1/2.
	distance: (a, b) => chord(a, b, 4),
	momenta: () => {},
	drift: (fields, momenta, length) => {
		const speed = speedOf(momenta);
		const angle = tf.mul(speed, length / 2);
		const turn = tf.concat(
			[tf.cos(angle), tf.mul(momenta, tf.div(tf.sin(angle), speed))],
			momenta.rank - 1,
		);
		return { fields: quaternionProduct(turn, fields), momenta };
	},
	// T_a U has the coordinates of e_a U / 2, and right multiplication by U is orthogonal.
	tangent: (fields, gradient) => {
		const product = quaternionProduct(gradient, quaternionInverse(fields));
		const [, vector] = tf.split(product, [1, 3], product.rank - 1);
		return tf.mul(vector, 0.5);
	},
	group: {
		multiply: multiplyQuaternions,
		inverse: ([a0, a1, a2, a3]) => Float64Array.of(a0, -a1, -a2, -a3),
		conjugate: ([a0, a1, a2, a3]) => Float64Array.of(a0, -a1, a2, -a3),
		trace: ([a0]) => a0,
	},
};
