/**
 * The fused engine: a flow's kernel in every worker thread, data-parallel over samples.
 *
 * A batch is cut into chunks whose size depends only on the batch. The gradients of the chunks are
 * added in order. So neither the numbers of a sample nor the bits of the result depend on the
 * number of threads.
 */
import { type Action, polynomialOf } from "../../../actions/action.js";
import type { Random } from "../../../core/random.js";
import {
	createPool,
	sharedFloat32,
	sharedFloat64,
	sharedInt32,
	type WorkerPool,
} from "../../../tensor/workers.js";
import {
	type FlowEngine,
	type FlowGradient,
	type FlowInverse,
	type FlowSamples,
	logWeightsOf,
	meanLoss,
} from "../engine.js";
import type { Flow, FlowCall } from "../flow.js";
import type { FlowJob, FlowSetup } from "./thread.js";

/** Most chunks of a batch for gradients. This limits the memory and the work of adding them. */
const mostChunks = 32;
/** Fewest samples in a chunk, unless the flow wants more: a block of the kernels. */
const leastChunk = 8;
const sampleChunk = 128;
/** Most field values in shared memory. */
const mostValues = 1 << 22;

/** Whether the kernels can treat this flow and action. Otherwise use the composed engine. */
export function canFuse(flow: Flow, action: Action): boolean {
	const local = polynomialOf(action);
	return (
		flow.fused !== undefined &&
		local !== undefined &&
		local.potential.length <= 5
	);
}

/** @throws RangeError if `canFuse` is false */
export function fusedEngine(
	flow: Flow,
	action: Action,
	threads: number,
): FlowEngine {
	const { fused, lattice } = flow;
	const local = polynomialOf(action);
	if (fused === undefined || local === undefined || !canFuse(flow, action)) {
		throw new RangeError(
			`no fused kernel for this flow on the action ${action.name}`,
		);
	}
	engines += 1;
	const setup: FlowSetup = {
		id: String(engines),
		module: fused.module,
		config: fused.config,
		lattice,
		action: local,
	};
	return new FusedEngine(
		setup,
		flow.layout.size,
		threads,
		fused.chunk ?? leastChunk,
	);
}

let engines = 0;

class FusedEngine implements FlowEngine {
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
		this.sites = setup.lattice.sites;
		this.#parameters = sharedFloat32(size);
		this.#pool = createPool<FlowJob>(
			new URL("./thread.js", import.meta.url),
			threads,
		);
	}

	async gradient(
		parameters: Float32Array,
		stream: Random,
		step: number,
		batch: number,
		call: FlowCall = {},
	): Promise<FlowGradient> {
		const size = this.#size;
		const blocks = Math.ceil(batch / mostChunks / this.#leastChunk);
		const chunk = Math.max(1, blocks) * this.#leastChunk;
		const chunks = Math.ceil(batch / chunk);
		if (this.#gradients.length < chunks * size)
			this.#gradients = sharedFloat64(chunks * size);
		await this.#run("gradient", parameters, batch, chunk, call, {
			key: stream.key,
			first: step * batch,
		});
		const gradient = this.#gradients.slice(0, size);
		for (let index = 1; index < chunks; index++) {
			const start = index * size;
			for (let i = 0; i < size; i++) gradient[i] += this.#gradients[start + i];
		}
		for (let i = 0; i < size; i++) gradient[i] /= batch;
		const logWeights = logWeightsOf(
			this.#logDensity.slice(0, batch),
			this.#action.slice(0, batch),
		);
		return {
			loss: meanLoss(logWeights),
			logWeights,
			gradient: Float64Array.from(gradient),
		};
	}

	async sample(
		parameters: Float32Array,
		stream: Random,
		first: number,
		count: number,
		call: FlowCall = {},
	): Promise<FlowSamples> {
		const { sites } = this;
		const out = {
			fields: new Float32Array(count * sites),
			logDensity: new Float64Array(count),
			action: new Float64Array(count),
		};
		const most = this.#piece();
		for (let done = 0; done < count; done += most) {
			const part = Math.min(most, count - done);
			this.#fields = atLeast(this.#fields, part * sites);
			await this.#run("sample", parameters, part, sampleChunk, call, {
				key: stream.key,
				first: first + done,
			});
			out.fields.set(this.#fields.subarray(0, part * sites), done * sites);
			out.logDensity.set(this.#logDensity.subarray(0, part), done);
			out.action.set(this.#action.subarray(0, part), done);
		}
		return out;
	}

	async density(
		parameters: Float32Array,
		fields: Float32Array,
		call: FlowCall = {},
	): Promise<FlowInverse> {
		const { sites } = this;
		const count = fields.length / sites;
		const out = {
			latent: new Float32Array(fields.length),
			logDensity: new Float64Array(count),
		};
		const most = this.#piece();
		for (let done = 0; done < count; done += most) {
			const part = Math.min(most, count - done);
			const from = done * sites;
			this.#fields = atLeast(this.#fields, part * sites);
			this.#latent = atLeast(this.#latent, part * sites);
			this.#fields.set(fields.subarray(from, from + part * sites));
			await this.#run("density", parameters, part, sampleChunk, call, {
				key: [0, 0],
				first: (call.first ?? 0) + done,
			});
			out.latent.set(this.#latent.subarray(0, part * sites), from);
			out.logDensity.set(this.#logDensity.subarray(0, part), done);
		}
		return out;
	}

	dispose(): void {
		void this.#pool.destroy();
	}

	/** Most samples in one call to the threads. */
	#piece(): number {
		return Math.max(1, Math.floor(mostValues / this.sites));
	}

	async #run(
		task: FlowJob["task"],
		parameters: Float32Array,
		count: number,
		chunk: number,
		call: FlowCall,
		numbers: Pick<FlowJob, "key" | "first">,
	): Promise<void> {
		this.#parameters.set(parameters);
		this.#next[0] = 0;
		if (this.#logDensity.length < count) {
			this.#logDensity = sharedFloat64(count);
			this.#action = sharedFloat64(count);
		}
		const job: FlowJob = {
			setup: this.#setup,
			task,
			call,
			...numbers,
			count,
			chunk,
			next: this.#next,
			parameters: this.#parameters,
			fields: this.#fields,
			latent: this.#latent,
			logDensity: this.#logDensity,
			actionValues: this.#action,
			gradients: this.#gradients,
		};
		const jobs = Math.min(this.#pool.threads, Math.ceil(count / chunk));
		await this.#pool.map(new Array<FlowJob>(jobs).fill(job));
	}
}

function atLeast(array: Float32Array, length: number): Float32Array {
	return array.length < length ? sharedFloat32(length) : array;
}
