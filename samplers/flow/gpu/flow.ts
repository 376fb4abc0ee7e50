/**
 * Contract of a flow in its own GPU kernels. The GPU engine (samplers/flow/gpu/engine.ts) calls it.
 * It is the counterpart of `FusedFlow`: the engine cuts batches, fills the buffers of latent
 * normals and reads fields back. The flow launches kernels and returns log q and S in float64.
 *
 * Buffers are storage that belongs to the engine. They begin with [count, V] float32, row-major.
 * Arrays of numbers are [count]. Calls do not overlap. The same call gives the same bits on one
 * device, and a sample's numbers do not depend on the other samples of its call.
 *
 *   export const createGpu: GpuFactory = async (config, lattice, action) =>
 *     new MyGpuFlow(activeGpu(), config as MyConfig, lattice, action);
 */
import type { Polynomial } from "../../../actions/action.js";
import type { Lattice } from "../../../core/lattice.js";
import type { GpuBuffer } from "../../../tensor/gpu/gpu.js";
import type { FlowCall } from "../flow.js";

export type GpuTask = "sample" | "gradient" | "density";

export interface GpuFlow {
	/** Number of samples that one call may hold, at least 1. The buffers of the device limit it. */
	capacity(task: GpuTask, call: FlowCall): number;
	/** Maps latent normals to fields, log q and S. */
	sample(
		parameters: Float32Array,
		latent: GpuBuffer,
		fields: GpuBuffer,
		logDensity: Float64Array,
		action: Float64Array,
		call: FlowCall,
	): Promise<void>;
	/** Also adds d/dtheta of the sum over samples of (log q + S) to `gradient`. */
	gradient(
		parameters: Float32Array,
		latent: GpuBuffer,
		gradient: Float64Array,
		logDensity: Float64Array,
		action: Float64Array,
		call: FlowCall,
	): Promise<void>;
	/**
	 * log q of given fields. `latent` receives the inverse image.
	 * @throws Error if the flow cannot be inverted to the accuracy that it claims
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
 * @throws RangeError if the device cannot hold it; the message is the reason
 */
export type GpuFactory = (
	config: unknown,
	lattice: Lattice,
	action: Polynomial,
) => Promise<GpuFlow>;
