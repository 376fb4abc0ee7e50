/**
 * The GPU engine: a flow's kernels on the device of the webgpu backend. The
 * latent normals of samplers/flow/latent.ts are made on the device and agree with those of the
 * other engines to float32 rounding.
 */
import type { Action } from "../../../actions/action.js";
import {
	activeGpu,
	type Gpu,
	type GpuBuffer,
} from "../../../tensor/gpu/gpu.js";
import {
	batchedEngine,
	type FlowKernels,
	type FlowWork,
	type TaskName,
} from "../batches.js";
import type { FlowEngine } from "../engine.js";
import type { Flow, FlowCall } from "../flow.js";
import { kernelPolynomial } from "../polynomial.js";
import type { GpuFactory, GpuFlow } from "./flow.js";
import { GpuLatent } from "./latent.js";

/** Whether there are kernels for this flow and action. The device may still be too small for them. */
export function canUseGpu(flow: Flow, action: Action): boolean {
	return flow.gpu !== undefined && kernelPolynomial(action) !== undefined;
}

/** @throws RangeError if there are no kernels, or if the device cannot hold the flow */
export async function gpuEngine(
	flow: Flow,
	action: Action,
): Promise<FlowEngine> {
	const { gpu, lattice } = flow;
	const local = kernelPolynomial(action);
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
	return batchedEngine(new GpuKernels(device, kernels, lattice.sites));
}

class GpuKernels implements FlowKernels {
	readonly kind = "gpu";
	private readonly source: GpuLatent;
	private latent: GpuBuffer | undefined;
	private fields: GpuBuffer | undefined;

	constructor(
		private readonly gpu: Gpu,
		private readonly flow: GpuFlow,
		readonly sites: number,
	) {
		this.source = new GpuLatent(gpu, sites);
	}

	capacity(task: TaskName, call: FlowCall): number {
		const bytes = this.gpu.limits.maxStorageBufferBindingSize;
		return Math.min(
			this.flow.capacity(task, call),
			Math.max(1, Math.floor(bytes / (4 * this.sites))),
		);
	}

	async run({ task, parameters, batch, call, key }: FlowWork): Promise<void> {
		const count = batch.logDensity.length;
		const latent = this.atLeast(this.latent, count, "latent normals");
		this.latent = latent;
		const fields = this.atLeast(this.fields, count, "fields");
		this.fields = fields;
		if (task === "density") this.gpu.write(fields, batch.fields);
		else await this.source.fill(latent, key, call.first, count);
		await this.flow[task](parameters, { ...batch, latent, fields }, call);
		if (task === "density") await this.gpu.read(latent, batch.latent);
		if (task === "sample") await this.gpu.read(fields, batch.fields);
	}

	dispose(): void {
		this.latent?.destroy();
		this.fields?.destroy();
		this.source.dispose();
		this.flow.dispose();
	}

	private atLeast(
		buffer: GpuBuffer | undefined,
		count: number,
		label: string,
	): GpuBuffer {
		const bytes = 4 * count * this.sites;
		if (buffer !== undefined && buffer.bytes >= bytes) return buffer;
		buffer?.destroy();
		return this.gpu.storage(bytes, label);
	}
}
