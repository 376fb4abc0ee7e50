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
import { batchedEngine, type FlowKernels } from "../batches.js";
import type { FlowEngine } from "../engine.js";
import { type Flow, realsOf } from "../flow.js";
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
	const kernels = await createGpu(device, gpu.config, lattice, local);
	return batchedEngine(gpuKernels(device, kernels, realsOf(flow)));
}

function gpuKernels(gpu: Gpu, flow: GpuFlow, reals: number): FlowKernels {
	const source = new GpuLatent(gpu, reals);
	let latentBuffer: GpuBuffer | undefined;
	let fieldBuffer: GpuBuffer | undefined;

	function atLeast(
		buffer: GpuBuffer | undefined,
		count: number,
		label: string,
	): GpuBuffer {
		const bytes = 4 * count * reals;
		if (buffer !== undefined && buffer.bytes >= bytes) return buffer;
		buffer?.destroy();
		return gpu.storage(bytes, label);
	}

	return {
		kind: "gpu",
		reals,
		capacity(task, call) {
			const bytes = gpu.limits.maxStorageBufferBindingSize;
			return Math.min(
				flow.capacity(task, call),
				Math.max(1, Math.floor(bytes / (4 * reals))),
			);
		},
		async run({ task, parameters, batch, call, key }) {
			const count = batch.logDensity.length;
			const latent = atLeast(latentBuffer, count, "latent normals");
			latentBuffer = latent;
			const fields = atLeast(fieldBuffer, count, "fields");
			fieldBuffer = fields;
			if (task === "density") gpu.write(fields, batch.fields);
			else await source.fill(latent, key, call.first, count);
			await flow[task](parameters, { ...batch, latent, fields }, call);
			if (task === "density") await gpu.read(latent, batch.latent);
			if (task === "sample") await gpu.read(fields, batch.fields);
		},
		dispose() {
			latentBuffer?.destroy();
			fieldBuffer?.destroy();
			source.dispose();
			flow.dispose();
		},
	};
}
