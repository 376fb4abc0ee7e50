/**
 * The engine of every implementation of a flow: it cuts what is asked for into batches that the
 * implementation can hold, and puts the parts together in order.
 */
import { type FlowEngine, logWeightsOf, meanLoss } from "./engine.js";
import {
	batchOf,
	type FlowBatch,
	type FlowCall,
	type FlowTasks,
	partOf,
} from "./flow.js";
import type { StreamKey } from "./latent.js";

export type TaskName = keyof FlowTasks<never, never>;

/** An implementation of a flow: on the ops, in threads, on a GPU. Calls do not overlap. */
export interface FlowKernels {
	readonly kind: FlowEngine["kind"];
	readonly sites: number;
	/** Samples one call may hold, at least 1. */
	capacity(task: TaskName, call: FlowCall): number;
	/**
	 * One of `FlowTasks`. Where it reads latent normals, they are those of the samples from `call.first`
	 * on of the stream with this key, and are made here: `batch.latent` is then empty.
	 */
	run(
		task: TaskName,
		parameters: Float32Array,
		batch: FlowBatch<Float32Array>,
		call: NumberedCall,
		key: StreamKey,
	): Promise<void>;
	dispose(): void;
}

export type NumberedCall = FlowCall & { readonly first: number };

export function batchedEngine(kernels: FlowKernels): FlowEngine {
	const { kind, sites } = kernels;
	/** In parts of like size. */
	const run = async (
		task: TaskName,
		parameters: Float32Array,
		batch: FlowBatch<Float32Array>,
		call: NumberedCall,
		key: StreamKey = [0, 0],
	): Promise<FlowBatch<Float32Array>> => {
		const count = batch.logDensity.length;
		const most = Math.min(count, kernels.capacity(task, call));
		const parts = count === 0 ? 0 : Math.ceil(count / most);
		for (let part = 0; part < parts; part++) {
			const start = Math.floor((part * count) / parts);
			const end = Math.floor(((part + 1) * count) / parts);
			const piece = partOf(batch, sites, start, end);
			const first = call.first + start;
			await kernels.run(task, parameters, piece, { ...call, first }, key);
		}
		return batch;
	};
	return {
		kind,
		sites,
		async gradient(parameters, stream, step, count, call) {
			const { logDensity, action, gradient } = await run(
				"gradient",
				parameters,
				batchOf(count, { gradient: new Float64Array(parameters.length) }),
				{ ...call, first: step * count },
				stream.key,
			);
			const logWeights = logWeightsOf(logDensity, action);
			return {
				loss: meanLoss(logWeights),
				logWeights,
				gradient: gradient.map((value) => value / count),
			};
		},
		sample: (parameters, stream, first, count, call) =>
			run(
				"sample",
				parameters,
				batchOf(count, { fields: new Float32Array(count * sites) }),
				{ ...call, first },
				stream.key,
			),
		density: (parameters, fields, call) =>
			run(
				"density",
				parameters,
				batchOf(fields.length / sites, {
					fields,
					latent: new Float32Array(fields.length),
				}),
				{ ...call, first: call?.first ?? 0 },
			),
		dispose: () => kernels.dispose(),
	};
}
