/**
 * The reference engine: a flow's TensorFlow.js ops and automatic differentiation on the active
 * backend. log q and S are float32, as the backends are. The fused engine sums them in float64.
 */
import type { Action } from "../../../actions/action.js";
import type { Random } from "../../../core/random.js";
import * as tf from "../../../tensor/tf.js";
import {
	type FlowEngine,
	type FlowGradient,
	type FlowInverse,
	type FlowSamples,
	logWeightsOf,
	meanLoss,
} from "../engine.js";
import type { Flow, FlowCall } from "../flow.js";
import { latentNormals } from "../latent.js";

/** Most samples in a call of the ops without gradient. This limits the memory. */
const mostSamples = 2048;

export function composedEngine(flow: Flow, action: Action): FlowEngine {
	return new ComposedEngine(flow, action);
}

class ComposedEngine implements FlowEngine {
	readonly kind = "composed";
	readonly sites: number;
	readonly #flow: Flow;
	readonly #action: Action;

	constructor(flow: Flow, action: Action) {
		this.#flow = flow;
		this.#action = action;
		this.sites = flow.lattice.sites;
	}

	async gradient(
		parameters: Float32Array,
		stream: Random,
		step: number,
		batch: number,
		call: FlowCall = {},
	): Promise<FlowGradient> {
		const { latent, fixed } = this.#inputs(
			parameters,
			stream,
			step * batch,
			batch,
		);
		// This is not the tensor that is differentiated, so everything computed from it counts as
		// constant.
		const constant = fixed.clone();
		const kept: tf.Tensor[] = [];
		const first = step * batch;
		const loss = (free: tf.Tensor): tf.Scalar => {
			const { fields, logDensity } = this.#flow.forward(
				free as tf.Tensor1D,
				latent,
				call.settings,
				first,
			);
			const action = this.#evaluate(fields, call, first);
			kept.push(tf.keep(logDensity.clone()), tf.keep(action.clone()));
			const density =
				call.estimator === "path"
					? this.#flow.inverse(constant, fields, call.settings, first)
							.logDensity
					: logDensity;
			return tf.mean(tf.add(density, action));
		};
		const { value, grad } = tf.valueAndGrad(loss)(fixed);
		const [logDensity, actionValues, gradient] = await Promise.all(
			[kept[0], kept[1], grad].map(toFloat64),
		);
		tf.dispose([value, grad, fixed, constant, latent, ...kept]);
		const logWeights = logWeightsOf(logDensity, actionValues);
		return { loss: meanLoss(logWeights), logWeights, gradient };
	}

	async sample(
		parameters: Float32Array,
		stream: Random,
		first: number,
		count: number,
		call: FlowCall = {},
	): Promise<FlowSamples> {
		const out = {
			fields: new Float32Array(count * this.sites),
			logDensity: new Float64Array(count),
			action: new Float64Array(count),
		};
		for (let done = 0; done < count; done += mostSamples) {
			const part = Math.min(mostSamples, count - done);
			const { latent, fixed } = this.#inputs(
				parameters,
				stream,
				first + done,
				part,
			);
			const [fields, logDensity, action] = tf.tidy(() => {
				const number = first + done;
				const image = this.#flow.forward(fixed, latent, call.settings, number);
				return [
					image.fields,
					image.logDensity,
					this.#evaluate(image.fields, call, number),
				] as const;
			});
			out.fields.set(await fields.data<"float32">(), done * this.sites);
			out.logDensity.set(await logDensity.data(), done);
			out.action.set(await action.data(), done);
			tf.dispose([fields, logDensity, action, latent, fixed]);
		}
		return out;
	}

	async density(
		parameters: Float32Array,
		fields: Float32Array,
		call: FlowCall = {},
	): Promise<FlowInverse> {
		const count = fields.length / this.sites;
		const out = {
			latent: new Float32Array(fields.length),
			logDensity: new Float64Array(count),
		};
		for (let done = 0; done < count; done += mostSamples) {
			const part = Math.min(mostSamples, count - done);
			const from = done * this.sites;
			const image = tf.tidy(() =>
				this.#flow.inverse(
					tf.tensor1d(parameters),
					tf.tensor2d(fields.subarray(from, from + part * this.sites), [
						part,
						this.sites,
					]),
					call.settings,
					(call.first ?? 0) + done,
				),
			);
			out.latent.set(await image.latent.data<"float32">(), from);
			out.logDensity.set(await image.logDensity.data(), done);
			tf.dispose([image.latent, image.logDensity]);
		}
		return out;
	}

	dispose(): void {}

	#inputs(
		parameters: Float32Array,
		stream: Random,
		first: number,
		count: number,
	) {
		const numbers = new Float32Array(count * this.sites);
		latentNormals(stream.key, first, count, this.sites, numbers);
		return {
			latent: tf.tensor2d(numbers, [count, this.sites]),
			fixed: tf.tensor1d(parameters),
		};
	}

	#evaluate(fields: tf.Tensor2D, call: FlowCall, first: number): tf.Tensor {
		const { shape } = this.#flow.lattice;
		const action = this.#action.evaluate(
			tf.reshape(fields, [fields.shape[0], ...shape]),
		);
		const excess = this.#flow.excess?.(fields, call.settings ?? {}, first);
		return excess === undefined ? action : tf.add(action, excess);
	}
}

async function toFloat64(tensor: tf.Tensor): Promise<Float64Array> {
	return Float64Array.from(await tensor.data());
}
