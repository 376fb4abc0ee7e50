/**
 * Contract of a flow in kernels of its own on a GPU: what the GPU engine (samplers/flow/gpu/engine.ts) calls. The
 * counterpart of `FusedFlow`: the engine cuts batches, fills the buffers of latent normals and reads
 * fields back; the flow launches kernels and brings log q and S to float64.
 *
 * Buffers are storage that belongs to the engine, [count, V] row-major float32 at their front. Arrays of numbers are [count]. Calls do not overlap.
 * The same call gives the same bits on one device, and a sample's numbers do not depend on the others
 * of its call.
 */
import type { Polynomial } from "../../../actions/action.js";
import type { Lattice } from "../../../core/lattice.js";
import type { GpuBuffer } from "../../../tensor/gpu/gpu.js";
import type { FlowCall } from "../flow.js";

export type GpuTask = "sample" | "gradient" | "density";

export interface GpuFlow {
	/** Samples one call may hold, at least 1: what the device's buffers allow. */
	capacity(task: GpuTask, call: FlowCall): number;
	/** Latent normals to fields, log q and S. */
	sample(
		parameters: Float32Array,
		latent: GpuBuffer,
		fields: GpuBuffer,
		logDensity: Float64Array,
		action: Float64Array,
		call: FlowCall,
	): Promise<void>;
	/** Adds d/dtheta of the sum over samples of (log q + S) to `gradient`. */
	gradient(
		parameters: Float32Array,
		latent: GpuBuffer,
		gradient: Float64Array,
		logDensity: Float64Array,
		action: Float64Array,
		call: FlowCall,
	): Promise<void>;
	/**
	 * log q of given fields; `latent` receives the inverse image.
	 * @throws Error where the flow cannot be inverted to the accuracy it claims.
	 */
	density(
		parameters: Float32Array,
		fields: GpuBuffer,
		latent: GpuBuffer,
		logDensity: Float64Array,
		call: FlowCall,
	): Promise<void>;
	/** Frees the flow's own buffers. */
	dispose(): void;
}

/**
 * Builds the flow on the device of the active backend, `activeGpu()`.
 * @throws RangeError whose message is the reason where the device cannot hold it.
 */
export type GpuFactory = (
	config: unknown,
	lattice: Lattice,
	action: Polynomial,
) => Promise<GpuFlow>;
