/**
 * Contract of a flow in its own GPU kernels, the counterpart of `FusedFlow`. The engine (engine.ts)
 * fills the buffers of latent normals and reads fields back. The flow launches kernels and returns
 * log q and S in float64.
 *
 * Buffers are storage that belongs to the engine. They begin with the rows of the batch. Calls do
 * not overlap. The same call gives the same bits on one device.
 *
 *   export const createGpu: GpuFactory = async (gpu, config, lattice, action) =>
 *     new MyGpuFlow(gpu, config as MyConfig, lattice, action);
 */
import type { Polynomial } from "../../../actions/action.js";
import type { Lattice } from "../../../core/lattice.js";
import type { Gpu, GpuBuffer } from "../../../tensor/gpu/gpu.js";
import type { TaskName } from "../batches.js";
import type { FlowCall, FlowTasks } from "../flow.js";

export interface GpuFlow extends FlowTasks<GpuBuffer, Promise<void>> {
	/** Samples one call may hold, at least 1: what the device's buffers allow. */
	capacity(task: TaskName, call: FlowCall): number;
	/** Frees the flow's own buffers. */
	dispose(): void;
}

/**
 * Builds the flow on a device, that of the active backend.
 * @throws RangeError if the device cannot hold it; the message is the reason
 */
export type GpuFactory = (
	gpu: Gpu,
	config: unknown,
	lattice: Lattice,
	action: Polynomial,
) => Promise<GpuFlow>;
