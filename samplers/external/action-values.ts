/** S of given fields in float64, by the action's own formula: what others say of S is never taken over. */
import type { Action } from "../../actions/action.js";
import { float64Action } from "../../actions/float64-action.js";
import * as tf from "../../tensor/tf.js";

type Fields = Float32Array | Float64Array;

/** Configurations that are evaluated at once in TensorFlow.js. */
const batch = 1024;

/** @returns a function from fields [count, ...space.shape] to S of each */
export function actionValues(
	action: Action,
): (fields: Fields) => Promise<Float64Array> {
	const { size, shape } = action.space;
	const exact = float64Action(action);
	if (exact !== undefined)
		return async (fields) => {
			const values = new Float64Array(fields.length / size);
			for (let i = 0; i < values.length; i++)
				values[i] = exact(fields.subarray(i * size, (i + 1) * size)).value;
			return values;
		};
	return async (fields) => {
		const values = new Float64Array(fields.length / size);
		for (let from = 0; from < values.length; from += batch) {
			const part = Float32Array.from(
				fields.subarray(from * size, (from + batch) * size),
			);
			const result = tf.tidy(() =>
				action.evaluate(
					tf.tensor(part, [part.length / size, ...shape], "float32"),
				),
			);
			values.set(await result.data(), from);
			result.dispose();
		}
		return values;
	};
}
