/**
 * U(1): an angle, U = exp(i theta). Angles are not wrapped along a trajectory, because a wrap between a
 * drift and the next gradient would only lose digits. `project` brings them to [-pi, pi).
 */
import { straight } from "./line.js";
import type { Geometry } from "./manifold.js";
import { projections } from "./projection.js";

export const circle: Geometry = {
	name: "circle",
	momentumSize: () => 1,
	origin: () => new Float64Array(1),
	uniform: (random, out) => {
		for (let i = 0; i < out.length; i++)
			out[i] = 2 * Math.PI * (random.uniform() - 0.5);
	},
	project: projections.circle,
	distance: ([a], [b]) => 2 * Math.abs(Math.sin((a - b) / 2)),
	...straight,
	group: {
		multiply: ([a], [b]) => Float64Array.of(a + b),
		inverse: ([a]) => Float64Array.of(-a),
		conjugate: ([a]) => Float64Array.of(-a),
		trace: ([a]) => Math.cos(a),
	},
};
