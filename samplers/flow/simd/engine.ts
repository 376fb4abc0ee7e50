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
	type WorkerPool,
} from "../../../tensor/workers.js";
import {
	batchedEngine,
	type FlowKernels,
	type FlowWork,
	shareableSamples,
	type TaskName,
} from "../batches.js";
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
	const chunk = flow.fused?.chunk ?? leastChunk;
	const setup = flowSetup(flow, action);
	return batchedEngine(
		new FusedKernels(setup, flow.layout.size, threads, chunk),
	);
}

class FusedKernels implements FlowKernels {
	readonly kind = "fused";
	readonly sites: number;
	readonly #setup: FlowSetup;
	readonly #size: number;
	readonly #leastChunk: number;
	readonly #pool: WorkerPool<FlowJob>;
	readonly #next = sharedInt32(1);
	readonly #parameters: Float32Array;
	#fields: Float32Array = sharedFloat32(0);
	#latent: Float32Array = sharedFloat32(0);
	#logDensity: Float64Array = sharedFloat64(0);
	#action: Float64Array = sharedFloat64(0);
	#gradients: Float64Array = sharedFloat64(0);

	constructor(setup: FlowSetup, size: number, threads: number, chunk: number) {
		this.#setup = setup;
		this.#leastChunk = chunk;
		this.#size = size;
		this.sites = setup.reals;
		this.#parameters = sharedFloat32(size);
		this.#pool = createPool<FlowJob>(
			new URL("./thread.js", import.meta.url),
			threads,
		);
	}

	capacity(task: TaskName): number {
		return shareableSamples(task, this.sites);
	}

	async run({ task, parameters, batch, call, key }: FlowWork): Promise<void> {
		const count = batch.logDensity.length;
		const size = this.#size;
		const blocks = Math.ceil(count / mostChunks / this.#leastChunk);
		const chunk =
			task === "gradient"
				? Math.max(1, blocks) * this.#leastChunk
				: sampleChunk;
		const chunks = Math.ceil(count / chunk);
		this.#fields = atLeast(this.#fields, batch.fields.length, sharedFloat32);
		this.#latent = atLeast(this.#latent, batch.latent.length, sharedFloat32);
		this.#logDensity = atLeast(this.#logDensity, count, sharedFloat64);
		this.#action = atLeast(this.#action, count, sharedFloat64);
		if (task === "gradient")
			this.#gradients = atLeast(this.#gradients, chunks * size, sharedFloat64);
		const given = task !== "density" && batch.latent.length > 0;
		if (task === "density") this.#fields.set(batch.fields);
		if (given) this.#latent.set(batch.latent);
		this.#parameters.set(parameters);
		this.#next[0] = 0;
		const job: FlowJob = {
			setup: this.#setup,
			task,
			given,
			call,
			key,
			count,
			chunk,
			next: this.#next,
			parameters: this.#parameters,
			// Empty where nobody asked for them, and then kernels do not write them.
			fields: this.#fields.subarray(0, batch.fields.length),
			latent: this.#latent,
			logDensity: this.#logDensity,
			action: this.#action,
			gradient: this.#gradients,
		};
		const jobs = Math.min(this.#pool.threads, chunks);
		await this.#pool.map(new Array<FlowJob>(jobs).fill(job));
		batch.fields.set(this.#fields.subarray(0, batch.fields.length));
		batch.latent.set(this.#latent.subarray(0, batch.latent.length));
		batch.logDensity.set(this.#logDensity.subarray(0, count));
		batch.action.set(this.#action.subarray(0, count));
		if (task !== "gradient") return;
		for (let start = 0; start < chunks * size; start += size)
			for (let i = 0; i < size; i++)
				batch.gradient[i] += this.#gradients[start + i];
	}

	dispose(): void {
		void this.#pool.destroy();
	}
}

function atLeast<A extends Float32Array | Float64Array>(
	array: A,
	length: number,
	make: (length: number) => A,
): A {
	return array.length < length ? make(length) : array;
}
