/**
 * Unit vectors s of n reals. A momentum is tangent, p . s = 0, and moves along the great circle with
 * its element:
 *
 *   s(t) = s cos(|p| t) + p/|p| sin(|p| t),   p(t) = p cos(|p| t) - s |p| sin(|p| t).
 */
import { fillNormal } from "../../core/random.js";
import * as tf from "../../tensor/tf.js";
import { chord, type Geometry, normalise } from "./manifold.js";
import { projections } from "./projection.js";
import { speedOf } from "./speed.js";

export const sphere: Geometry = {
	name: "sphere",
	momentumSize: (components) => components,
	origin: (components) => {
		const axis = new Float64Array(components);
		axis[components - 1] = 1;
		return axis;
	},
	uniform: (random, out, components) => {
		normalise(fillNormal(random, out), components);
	},
	project: projections.sphere,
	distance: (a, b) => chord(a, b),
	momenta: (elements, normals, components) => {
		for (let from = 0; from < elements.length; from += components) {
			let along = 0;
			let squares = 0;
			for (let i = from; i < from + components; i++) {
				along += elements[i] * normals[i];
				squares += elements[i] * elements[i];
			}
			for (let i = from; i < from + components; i++)
				normals[i] -= (along / squares) * elements[i];
		}
	},
	drift: (fields, momenta, length) => {
		const speed = speedOf(momenta);
		const angle = tf.mul(speed, length);
		const cosine = tf.cos(angle);
		const sine = tf.sin(angle);
		return {
			fields: tf.add(
				tf.mul(fields, cosine),
				tf.mul(momenta, tf.div(sine, speed)),
			),
			momenta: tf.sub(
				tf.mul(momenta, cosine),
				tf.mul(fields, tf.mul(sine, speed)),
			),
		};
	},
	tangent,
	carry: tangent,
};

/** The part of a vector that is tangent at `fields`. */
function tangent(fields: tf.Tensor, vector: tf.Tensor): tf.Tensor {
	const along = tf.sum(tf.mul(fields, vector), fields.rank - 1, true);
	return tf.sub(vector, tf.mul(fields, along));
}
