/**
 * The engine of the flow for the training and drawing that all flows share.
 *
 * The gradient is that of the reverse Kullback-Leibler divergence as a covariance over the batch,
 *
 *   d KL / dc_a = Cov_q(log w, G_a),   G_a = int_0^1 T_j(t) [div v_a + v_a . grad log p_t] dt along the trajectories,
 *
 * where -G_a is the derivative of log q at a fixed configuration, with p_t ~ exp(-t S) in place of the flow's
 * own density at t. That is exact where the flow is, and the covariance has no noise there either
 * (arXiv:2010.10436): nothing has to be propagated back. Off the exact flow only the direction of the steps
 * is approximate. log q never is.
 */
import { batchedEngine, shareableSamples } from "../flow/batches.js";
import type { FlowEngine } from "../flow/engine.js";
import type { FlowBatch } from "../flow/flow.js";
import { addGradient, coefficientsOf, type Frame } from "./frame.js";
import { colours } from "./model.js";
import { rowsOf } from "./simd/kernel.js";
import type { GaugeThreads } from "./simd/threads.js";

export function gaugeEngine(threads: GaugeThreads, frame: Frame): FlowEngine {
	const reals = threads.size;
	return batchedEngine({
		kind: "fused",
		reals,
		capacity: (task) => shareableSamples(task, reals),
		async run({ task, parameters, batch, call, key }) {
			const { model, beta } = threads;
			const count = batch.logDensity.length;
			const steps = call.settings?.steps ?? 1;
			const backwards = task === "density";
			const coefficients = coefficientsOf(frame, parameters);
			if (backwards) threads.arrays(task, count).fields.set(batch.fields);
			const { fields, logDensity, traces, rates } = await threads.run({
				task,
				key,
				first: call.first,
				count,
				rows: rowsOf(model, coefficients, beta, steps, backwards),
				step: (backwards ? -1 : 1) / steps,
			});
			batch.logDensity.set(logDensity.subarray(0, count));
			if (backwards) return;
			const scale = -beta / colours[model.group];
			for (let i = 0; i < count; i++) batch.action[i] = scale * traces[i];
			if (task === "sample")
				batch.fields.set(fields.subarray(0, batch.fields.length));
			else
				addGradient(
					frame,
					covariances(batch, rates, model.layout.size),
					batch.gradient,
				);
		},
		dispose: () => threads.dispose(),
	});
}

/** Cov(log w, G_a), times the number of samples. */
function covariances(
	{ logDensity, action }: FlowBatch<Float32Array>,
	rates: Float64Array,
	size: number,
): Float64Array {
	const count = logDensity.length;
	const logWeights = logDensity.map((value, i) => -action[i] - value);
	let mean = 0;
	for (const value of logWeights) mean += value / count;
	const out = new Float64Array(size);
	// The mean of G_a drops out, since log w - mean sums to zero.
	for (let i = 0; i < count; i++)
		for (let a = 0; a < size; a++)
			out[a] += (logWeights[i] - mean) * rates[i * size + a];
	const factor = count / Math.max(1, count - 1);
	return out.map((value) => value * factor);
}
