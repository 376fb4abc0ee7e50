/**
 * The fused engine: a flow's kernel in every worker thread, data-parallel over samples.
 *
 * A batch is cut into chunks whose size depends only on the batch. The gradients of the chunks are
 * added in order. So neither the numbers of a sample nor the bits of the result depend on the
 * number of threads.
 */
import type { Action } from "../../../actions/action.js";
import {
	createPool,
	sharedFloat32,
	sharedFloat64,
	sharedInt32,
} from "../../../tensor/workers.js";
import { batchedEngine, shareableSamples } from "../batches.js";
import type { FlowEngine } from "../engine.js";
import { type Flow, realsOf } from "../flow.js";
import { kernelPolynomial } from "../polynomial.js";
import type { FlowJob, FlowSetup } from "./thread.js";

/** Most chunks of a batch for gradients. This limits the memory and the work of adding them. */
const mostChunks = 32;
/** Fewest samples in a chunk, unless the flow wants more: a block of the kernels. */
const leastChunk = 8;
const sampleChunk = 128;

/** Whether the kernels can treat this flow and action. Otherwise use the composed engine. */
export function canFuse(flow: Flow, action: Action): boolean {
	if (flow.links) return flow.fused !== undefined && action.family === "gauge";
	return flow.fused !== undefined && kernelPolynomial(action) !== undefined;
}

let engines = 0;

/**
 * What a thread builds the flow of.
 * @throws RangeError if `canFuse` is false
 */
export function flowSetup(flow: Flow, action: Action): FlowSetup {
	const { fused, lattice, links = false } = flow;
	const local = links ? null : kernelPolynomial(action);
	if (fused === undefined || local === undefined) {
		throw new RangeError(
			`no fused kernel for this flow on the action ${action.name}`,
		);
	}
	engines += 1;
	return {
		id: String(engines),
		module: fused.module,
		config: fused.config,
		lattice,
		reals: realsOf(flow),
		links,
		action: local,
	};
}

/** @throws RangeError if `canFuse` is false */
export function fusedEngine(
	flow: Flow,
	action: Action,
	threads: number,
): FlowEngine {
	const least = flow.fused?.chunk ?? leastChunk;
	const setup = flowSetup(flow, action);
	const { size } = flow.layout;
	const { reals } = setup;
	const shared = sharedFloat32(size);
	const pool = createPool<FlowJob>(
		new URL("./thread.js", import.meta.url),
		threads,
	);
	const next = sharedInt32(1);
	let fields: Float32Array = sharedFloat32(0);
	let latent: Float32Array = sharedFloat32(0);
	let logDensity: Float64Array = sharedFloat64(0);
	let actions: Float64Array = sharedFloat64(0);
	let gradients: Float64Array = sharedFloat64(0);

	return batchedEngine({
		kind: "fused",
		reals,
		capacity: (task) => shareableSamples(task, reals),
		async run({ task, parameters, batch, call, key }) {
			const count = batch.logDensity.length;
			const blocks = Math.ceil(count / mostChunks / least);
			const chunk =
				task === "gradient" ? Math.max(1, blocks) * least : sampleChunk;
			const chunks = Math.ceil(count / chunk);
			fields = atLeast(fields, batch.fields.length, sharedFloat32);
			latent = atLeast(latent, batch.latent.length, sharedFloat32);
			logDensity = atLeast(logDensity, count, sharedFloat64);
			actions = atLeast(actions, count, sharedFloat64);
			if (task === "gradient")
				gradients = atLeast(gradients, chunks * size, sharedFloat64);
			const given = task !== "density" && batch.latent.length > 0;
			if (task === "density") fields.set(batch.fields);
			if (given) latent.set(batch.latent);
			shared.set(parameters);
			next[0] = 0;
			const job: FlowJob = {
				setup,
				task,
				given,
				call,
				key,
				count,
				chunk,
				next,
				parameters: shared,
				// Empty where nobody asked for them, and then kernels do not write them.
				fields: fields.subarray(0, batch.fields.length),
				latent,
				logDensity,
				action: actions,
				gradient: gradients,
			};
			const jobs = Math.min(pool.threads, chunks);
			await pool.map(new Array<FlowJob>(jobs).fill(job));
			batch.fields.set(fields.subarray(0, batch.fields.length));
			batch.latent.set(latent.subarray(0, batch.latent.length));
			batch.logDensity.set(logDensity.subarray(0, count));
			batch.action.set(actions.subarray(0, count));
			if (task !== "gradient") return;
			for (let start = 0; start < chunks * size; start += size)
				for (let i = 0; i < size; i++)
					batch.gradient[i] += gradients[start + i];
		},
		dispose() {
			void pool.destroy();
		},
	});
}

function atLeast<A extends Float32Array | Float64Array>(
	array: A,
	length: number,
	make: (length: number) => A,
): A {
	return array.length < length ? make(length) : array;
}
