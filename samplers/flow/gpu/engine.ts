/**
 * The GPU engine: a flow's kernels on the device of the webgpu backend. It cuts batches into pieces
 * that the device can hold. The latent normals of samplers/flow/latent.ts are made on the device
 * and agree with those of the other engines to float32 rounding. Results are added in float64.
 */
import { type Action, polynomialOf } from "../../../actions/action.js";
import type { Random } from "../../../core/random.js";
import {
	activeGpu,
	type Gpu,
	type GpuBuffer,
} from "../../../tensor/gpu/gpu.js";
import {
	type FlowEngine,
	type FlowGradient,
	type FlowInverse,
	type FlowSamples,
	logWeightsOf,
	meanLoss,
} from "../engine.js";
import type { Flow, FlowCall } from "../flow.js";
import type { GpuFactory, GpuFlow, GpuTask } from "./flow.js";
import { GpuLatent } from "./latent.js";

/** Whether there are kernels for this flow and action. The device may still be too small for them. */
export function canUseGpu(flow: Flow, action: Action): boolean {
	return flow.gpu !== undefined && polynomialOf(action) !== undefined;
}

/** @throws RangeError if there are no kernels, or if the device cannot hold the flow */
export async function gpuEngine(
	flow: Flow,
	action: Action,
): Promise<FlowEngine> {
	const { gpu, lattice } = flow;
	const local = polynomialOf(action);
	if (gpu === undefined || local === undefined) {
		throw new RangeError(
			`no GPU kernel for this flow on the action ${action.name}`,
		);
	}
	const device = activeGpu();
	const { createGpu } = (await import(gpu.module)) as {
		readonly createGpu: GpuFactory;
	};
	const kernels = await createGpu(gpu.config, lattice, local);
	return new GpuEngine(device, kernels, lattice.sites);
}

class GpuEngine implements FlowEngine {
	readonly kind = "gpu";
	readonly sites: number;
	readonly #gpu: Gpu;
	readonly #flow: GpuFlow;
	readonly #source: GpuLatent;
	#latent: GpuBuffer | null = null;
	#fields: GpuBuffer | null = null;

	constructor(gpu: Gpu, flow: GpuFlow, sites: number) {
		this.#gpu = gpu;
		this.#flow = flow;
		this.#source = new GpuLatent(gpu, sites);
		this.sites = sites;
	}

	async gradient(
		parameters: Float32Array,
		stream: Random,
		step: number,
		batch: number,
		call: FlowCall = {},
	): Promise<FlowGradient> {
		const gradient = new Float64Array(parameters.length);
		const logDensity = new Float64Array(batch);
		const action = new Float64Array(batch);
		for (const [start, end] of this.#pieces("gradient", batch, call)) {
			const latent = await this.#draw(
				stream,
				step * batch + start,
				end - start,
			);
			await this.#flow.gradient(
				parameters,
				latent,
				gradient,
				logDensity.subarray(start, end),
				action.subarray(start, end),
				call,
			);
		}
		const logWeights = logWeightsOf(logDensity, action);
		return {
			loss: meanLoss(logWeights),
			logWeights,
			gradient: gradient.map((value) => value / batch),
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
		for (const [start, end] of this.#pieces("sample", count, call)) {
			const latent = await this.#draw(stream, first + start, end - start);
			this.#fields = this.#atLeast(this.#fields, end - start, "fields");
			await this.#flow.sample(
				parameters,
				latent,
				this.#fields,
				out.logDensity.subarray(start, end),
				out.action.subarray(start, end),
				call,
			);
			await this.#gpu.read(
				this.#fields,
				out.fields.subarray(start * sites, end * sites),
			);
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
		for (const [start, end] of this.#pieces("density", count, call)) {
			this.#latent = this.#atLeast(this.#latent, end - start, "latent normals");
			this.#fields = this.#atLeast(this.#fields, end - start, "fields");
			this.#gpu.write(
				this.#fields,
				fields.subarray(start * sites, end * sites),
			);
			await this.#flow.density(
				parameters,
				this.#fields,
				this.#latent,
				out.logDensity.subarray(start, end),
				call,
			);
			await this.#gpu.read(
				this.#latent,
				out.latent.subarray(start * sites, end * sites),
			);
		}
		return out;
	}

	dispose(): void {
		this.#latent?.destroy();
		this.#fields?.destroy();
		this.#source.dispose();
		this.#flow.dispose();
	}

	/** Ranges [start, end) of samples that go to the device at once, of about equal size. */
	*#pieces(
		task: GpuTask,
		count: number,
		call: FlowCall,
	): Generator<readonly [number, number]> {
		const bytes = this.#gpu.limits.maxStorageBufferBindingSize;
		const most = Math.min(
			this.#flow.capacity(task, call),
			Math.max(1, Math.floor(bytes / (4 * this.sites))),
		);
		const parts = Math.ceil(count / most);
		for (let part = 0; part < parts; part++) {
			yield [
				Math.floor((part * count) / parts),
				Math.floor(((part + 1) * count) / parts),
			];
		}
	}

	/** Draws samples `first ... first + count - 1` of the stream on the device. */
	async #draw(
		stream: Random,
		first: number,
		count: number,
	): Promise<GpuBuffer> {
		this.#latent = this.#atLeast(this.#latent, count, "latent normals");
		await this.#source.fill(this.#latent, stream.key, first, count);
		return this.#latent;
	}

	#atLeast(buffer: GpuBuffer | null, count: number, label: string): GpuBuffer {
		const bytes = 4 * count * this.sites;
		if (buffer !== null && buffer.bytes >= bytes) return buffer;
		buffer?.destroy();
		return this.#gpu.storage(bytes, label);
	}
}
