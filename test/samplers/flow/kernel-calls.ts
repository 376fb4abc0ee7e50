/** Calls of a flow's kernel with arrays made for them. */
import {
	batchOf,
	type FlowBatch,
	type FlowCall,
	type FusedFlow,
} from "../../../samplers/flow/flow.js";

type Batch = FlowBatch<Float32Array>;

export function sampleBy(
	kernel: FusedFlow,
	parameters: Float32Array,
	latent: Float32Array,
	reals: number,
	call: FlowCall = {},
): Batch {
	const fields = new Float32Array(latent.length);
	const batch = batchOf(latent.length / reals, { latent, fields });
	kernel.sample(parameters, batch, call);
	return batch;
}

export function gradientBy(
	kernel: FusedFlow,
	parameters: Float32Array,
	latent: Float32Array,
	reals: number,
	call: FlowCall = {},
): Batch {
	const gradient = new Float64Array(parameters.length);
	const batch = batchOf(latent.length / reals, { latent, gradient });
	kernel.gradient(parameters, batch, call);
	return batch;
}

export function densityBy(
	kernel: FusedFlow,
	parameters: Float32Array,
	fields: Float32Array,
	reals: number,
	call: FlowCall = {},
): Batch {
	const latent = new Float32Array(fields.length);
	const batch = batchOf(fields.length / reals, { latent, fields });
	kernel.density(parameters, batch, call);
	return batch;
}
