/** The gradient of S of given fields: in float64 where S is a polynomial, otherwise by automatic differentiation. */
import { type Action, polynomialOf } from "../../actions/action.js";
import { neighbours } from "../../core/lattice.js";
import * as tf from "../../tensor/tf.js";

type Fields = Float32Array | Float64Array;

/** Configurations that are differentiated at once in TensorFlow.js. */
const batch = 1024;

/**
 * @returns a function from fields [count, ...space.shape] to dS/dphi of the same shape. On a manifold
 * other than the line it is the gradient in the embedding, not projected.
 */
export function gradientValues(
	action: Action,
): (fields: Fields) => Promise<Float64Array> {
	const { size, shape, lattice } = action.space;
	const form = polynomialOf(action);
	if (form !== undefined) {
		const { kinetic, potential } = form;
		const nearest = neighbours(lattice);
		const links = 2 * lattice.dimension;
		return async (fields) => {
			const gradient = new Float64Array(fields.length);
			for (let i = 0; i < fields.length; i++) {
				const x = i % size;
				const phi = fields[i];
				let sum = 0;
				for (let k = potential.length - 1; k > 0; k--)
					sum = sum * phi + k * potential[k];
				for (let link = 0; link < links; link++)
					sum +=
						2 * kinetic * (phi - fields[i - x + nearest[x * links + link]]);
				gradient[i] = sum;
			}
			return gradient;
		};
	}
	const slope = tf.grad((fields: tf.Tensor) => tf.sum(action.evaluate(fields)));
	return async (fields) => {
		const gradient = new Float64Array(fields.length);
		const count = fields.length / size;
		for (let from = 0; from < count; from += batch) {
			const part = Float32Array.from(
				fields.subarray(from * size, (from + batch) * size),
			);
			const result = tf.tidy(() =>
				slope(tf.tensor(part, [part.length / size, ...shape], "float32")),
			);
			gradient.set(await result.data(), from * size);
			result.dispose();
		}
		return gradient;
	};
}
