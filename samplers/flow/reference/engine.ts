/**
 * The reference engine: a flow's TensorFlow.js ops and automatic differentiation on the active
 * backend. log q and S are float32, as the backends are. The fused engine sums them in float64.
 */
import type { Action } from "../../../actions/action.js";
import * as tf from "../../../tensor/tf.js";
import { batchedEngine, type NumberedCall, type TaskName } from "../batches.js";
import type { FlowEngine } from "../engine.js";
import { type Flow, type FlowBatch, realsOf } from "../flow.js";
import { latentAngles, latentNormals } from "../latent.js";

/** Most samples in a call of the ops without gradient. This limits the memory. */
const mostSamples = 2048;

/** Of parameters, rows and a batch whose other arrays it writes. */
type Task = (
	parameters: tf.Tensor1D,
	rows: tf.Tensor2D,
	batch: FlowBatch<Float32Array>,
	call: NumberedCall,
) => Promise<void>;

export function composedEngine(flow: Flow, action: Action): FlowEngine {
	const reals = realsOf(flow);
	const tasks: Readonly<Record<TaskName, Task>> = {
		async gradient(fixed, latent, batch, call) {
			// Another tensor than the one that is differentiated: what goes through it counts as constant.
			const constant = fixed.clone();
			const kept: tf.Tensor[] = [];
			const { settings, first } = call;
			const loss = (free: tf.Tensor): tf.Scalar => {
				const { fields, logDensity } = flow.forward(
					free as tf.Tensor1D,
					latent,
					settings,
					first,
				);
				const action = evaluate(fields, call);
				kept.push(tf.keep(logDensity.clone()), tf.keep(action.clone()));
				if (batch.fields.length > 0) kept.push(tf.keep(fields.clone()));
				const density =
					call.estimator === "path"
						? flow.inverse(constant, fields, settings, first).logDensity
						: logDensity;
				return tf.sum(tf.add(density, action));
			};
			const { value, grad } = tf.valueAndGrad(loss)(fixed);
			const slopes = await grad.data();
			for (let i = 0; i < slopes.length; i++) batch.gradient[i] += slopes[i];
			batch.logDensity.set(await kept[0].data());
			batch.action.set(await kept[1].data());
			if (batch.fields.length > 0) batch.fields.set(await kept[2].data());
			tf.dispose([value, grad, constant, ...kept]);
		},
		async sample(fixed, latent, batch, call) {
			const { fields, logDensity, action } = tf.tidy(() => {
				const image = flow.forward(fixed, latent, call.settings, call.first);
				return { ...image, action: evaluate(image.fields, call) };
			});
			batch.fields.set(await fields.data());
			batch.logDensity.set(await logDensity.data());
			batch.action.set(await action.data());
			tf.dispose([fields, logDensity, action]);
		},
		async density(fixed, fields, batch, call) {
			const { latent, logDensity } = tf.tidy(() =>
				flow.inverse(fixed, fields, call.settings, call.first),
			);
			batch.latent.set(await latent.data());
			batch.logDensity.set(await logDensity.data());
			tf.dispose([latent, logDensity]);
		},
	};

	function evaluate(fields: tf.Tensor2D, call: NumberedCall): tf.Tensor {
		const { shape } = action.space;
		const value = action.evaluate(
			tf.reshape(fields, [fields.shape[0], ...shape]),
		);
		const excess = flow.excess?.(fields, call.settings ?? {}, call.first);
		return excess === undefined ? value : tf.add(value, excess);
	}

	return batchedEngine({
		kind: "composed",
		reals,
		capacity: (task) =>
			task === "gradient" ? Number.POSITIVE_INFINITY : mostSamples,
		async run({ task, parameters, batch, call, key }) {
			const count = batch.logDensity.length;
			const given = task === "density" ? batch.fields : batch.latent;
			const numbers =
				given.length > 0 ? given : new Float32Array(count * reals);
			if (given.length === 0) {
				const latent = flow.links ? latentAngles : latentNormals;
				latent(key, call.first, count, reals, numbers);
			}
			const rows = tf.tensor2d(numbers, [count, reals]);
			const fixed = tf.tensor1d(parameters);
			await tasks[task](fixed, rows, batch, call);
			tf.dispose([rows, fixed]);
		},
		dispose() {},
	});
}
