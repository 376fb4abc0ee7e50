/** Real numbers, one or several per element. They move in straight lines: phi + length p. */
import { fillNormal } from "../../core/random.js";
import * as tf from "../../tensor/tf.js";
import { chord, type Geometry } from "./manifold.js";
import { projections } from "./projection.js";

/** Motion of what has no curvature. */
export const straight: Pick<Geometry, "momenta" | "drift" | "tangent"> = {
	momenta: () => {},
	drift: (fields, momenta, length) => ({
		fields: tf.add(fields, tf.mul(momenta, length)),
		momenta,
	}),
	tangent: (_fields, gradient) => gradient,
};

export const line: Geometry = {
	name: "line",
	momentumSize: (components) => components,
	origin: (components) => new Float64Array(components),
	uniform: (random, out) => {
		fillNormal(random, out);
	},
	project: projections.line,
	distance: (a, b) => chord(a, b),
	...straight,
};
