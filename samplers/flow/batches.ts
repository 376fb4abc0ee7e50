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
	readonly reals: number;
	/** Samples one call may hold, at least 1. */
	capacity(task: TaskName, call: FlowCall): number;
	/**
	 * One of `FlowTasks`. Where it reads latent normals and `batch.latent` is empty, they are those of the
	 * samples from `call.first` on of the stream with this key, and are made here.
	 */
	run(work: FlowWork): Promise<void>;
	dispose(): void;
}

export interface FlowWork {
	readonly task: TaskName;
	readonly parameters: Float32Array;
	readonly batch: FlowBatch<Float32Array>;
	readonly call: NumberedCall;
	readonly key: StreamKey;
}

export type NumberedCall = Omit<FlowCall, "latent"> & {
	readonly first: number;
};

export function batchedEngine(kernels: FlowKernels): FlowEngine {
	const { kind, reals } = kernels;
	/** In parts of like size. */
	const run = async (work: FlowWork): Promise<FlowBatch<Float32Array>> => {
		const { task, batch, call } = work;
		const count = batch.logDensity.length;
		const most = Math.min(count, kernels.capacity(task, call));
		const parts = count === 0 ? 0 : Math.ceil(count / most);
		for (let part = 0; part < parts; part++) {
			const start = Math.floor((part * count) / parts);
			const end = Math.floor(((part + 1) * count) / parts);
			await kernels.run({
				...work,
				batch: partOf(batch, reals, start, end),
				call: { ...call, first: call.first + start },
			});
		}
		return batch;
	};
	return {
		kind,
		reals,
		async gradient(parameters, stream, step, count, { latent, ...call } = {}) {
			const given =
				latent === undefined
					? {}
					: { latent, fields: new Float32Array(count * reals) };
			const { logDensity, action, gradient } = await run({
				task: "gradient",
				parameters,
				batch: batchOf(count, {
					...given,
					gradient: new Float64Array(parameters.length),
				}),
				call: { ...call, first: step * count },
				key: stream.key,
			});
			const logWeights = logWeightsOf(logDensity, action);
			return {
				loss: meanLoss(logWeights),
				logWeights,
				gradient: gradient.map((value) => value / count),
				...(given.fields === undefined ? {} : { fields: given.fields }),
			};
		},
		sample: (parameters, stream, first, count, { latent, ...call } = {}) =>
			run({
				task: "sample",
				parameters,
				batch: batchOf(count, {
					fields: new Float32Array(count * reals),
					...(latent === undefined ? {} : { latent }),
				}),
				call: { ...call, first },
				key: stream.key,
			}),
		density: (parameters, fields, call) =>
			run({
				task: "density",
				parameters,
				batch: batchOf(fields.length / reals, {
					fields,
					latent: new Float32Array(fields.length),
				}),
				call: { ...call, first: call?.first ?? 0 },
				key: [0, 0],
			}),
		dispose: () => kernels.dispose(),
	};
}

/** Most field values in shared memory. */
const mostValues = 1 << 22;

/** Samples of a call of engines in threads. Of gradients any number: they leave no fields. */
export function shareableSamples(task: TaskName, reals: number): number {
	return task === "gradient"
		? Number.POSITIVE_INFINITY
		: Math.max(1, Math.floor(mostValues / reals));
}
