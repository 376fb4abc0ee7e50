/** How much of a device the equivariant flow takes. */
import type { Gpu } from "../../../tensor/gpu/gpu.js";
import type { CnfModel } from "../model.js";
import type { SplineGrid } from "../nodes.js";
import { type CnfShape, cnfShape } from "./shape.wgsl.js";

/** The part of the device that may be used. An absent limit allows all of it. */
export interface GpuCnfLimits {
	/** Memory of a workgroup. */
	readonly workgroupBytes?: number;
	/** Most threads of a workgroup. */
	readonly workgroupThreads?: number;
	/** Approximate number of instructions of a dispatch. */
	readonly operations?: number;
}

/** Most bytes for the stored fields, and for the gradients of the workgroups. */
const mostStageBytes = 2 ** 31;
const mostSliceBytes = 2 ** 30;
/** Number of workgroups with their own gradients: enough to keep a large device busy. */
const mostLearning = 1024;
/** Number of workgroups with their own region of global memory. */
export const mostRegions = 512;
/** Instructions of one dispatch. They take a fraction of a second on a small GPU. */
export const mostOperations = 1e11;

/** Threads of a workgroup if a processor emulates the GPU. Barriers then take most of the time. */
const softwareThreads = 8;

/** The layout of the flow on this device. */
export function shapeOn(
	gpu: Gpu,
	model: CnfModel,
	grid: SplineGrid,
	chosen: GpuCnfLimits,
): CnfShape {
	const { limits } = gpu;
	const threads = gpu.software
		? softwareThreads
		: limits.maxComputeInvocationsPerWorkgroup;
	return cnfShape({
		shape: model.lattice.shape,
		bonds: model.config.bonds,
		orbits: model.orbits.count,
		rows: grid.rows,
		spacing: grid.spacing,
		workgroupBytes:
			chosen.workgroupBytes ?? limits.maxComputeWorkgroupStorageSize,
		workgroupThreads: chosen.workgroupThreads ?? threads,
	});
}

/** Number of samples that the device can hold, with this many numbers each. */
export function sampleCapacity({ limits }: Gpu, numbers: number): number {
	const { maxStorageBufferBindingSize, maxComputeWorkgroupsPerDimension } =
		limits;
	const bytes = Math.min(mostStageBytes, maxStorageBufferBindingSize);
	const most = Math.floor(bytes / (4 * numbers));
	return Math.max(1, Math.min(most, maxComputeWorkgroupsPerDimension));
}

/** Number of workgroups that may have gradients of their own, of this many words each. */
export function mostSlices({ limits }: Gpu, words: number): number {
	const bytes = Math.min(mostSliceBytes, limits.maxStorageBufferBindingSize);
	const most = Math.max(1, Math.floor(bytes / (4 * words)));
	return Math.min(most, mostLearning);
}
