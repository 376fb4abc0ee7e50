/**
 * Memory of a coupling flow on a GPU: how much a task needs per sample, and therefore how many
 * samples a call may hold.
 */

import type { Gpu, GpuBuffer } from "../../../tensor/gpu/gpu.js";
import type { TaskName } from "../../flow/batches.js";
import { activeSites, transformOutputs } from "../config.js";
import type { ColumnProgram } from "./columns.js";
import type { LayerValues } from "./conditioner.js";
import type { GpuModel } from "./model.js";
import { residentSizes } from "./resident.js";
import { sampleLanes } from "./weight-gradients.js";

/** Most bytes that all arrays of samples may take, including what a call keeps for its backward pass. */
const mostBytes = 2 ** 30;

/** How many numbers the values of a layer take per sample. */
function layerSizes({ lattice, config }: GpuModel, layer: number) {
	const places = config.conditioner === "dense" ? 1 : lattice.sites;
	const hidden = config.hidden.map((channels) => channels * places);
	const active = activeSites(lattice, layer).length;
	return { hidden, net: active * transformOutputs(config.transform) };
}

/** The larger size of the two colours. */
function largest(model: GpuModel) {
	const sizes = [0, 1].map((layer) => layerSizes(model, layer));
	return {
		hidden: sizes[0].hidden,
		scratch: Math.max(...sizes[0].hidden),
		net: Math.max(...sizes.map(({ net }) => net)),
	};
}

export function layerValues(
	program: ColumnProgram,
	model: GpuModel,
	layer: number,
): LayerValues {
	const { hidden, net } = layerSizes(model, layer);
	return {
		hidden: hidden.map((size) => program.columns(size, "hidden")),
		net: program.columns(net, "net"),
	};
}

/** Values that all layers may share if nothing is kept. */
export function sharedValues(
	program: ColumnProgram,
	model: GpuModel,
): LayerValues {
	const { hidden, net } = largest(model);
	return {
		hidden: hidden.map((size) => program.columns(size, "hidden")),
		net: program.columns(net, "net"),
	};
}

export interface BackwardSpace {
	readonly net: GpuBuffer;
	readonly scratch: readonly [GpuBuffer, GpuBuffer];
}

/** Space for the gradients of a layer's numbers and of its hidden values. */
export function backwardSpace(
	program: ColumnProgram,
	model: GpuModel,
): BackwardSpace {
	const { scratch, net } = largest(model);
	const space = () => program.columns(scratch, "hidden gradient");
	return {
		net: program.columns(net, "net gradient"),
		scratch: [space(), space()],
	};
}

/** Number of samples whose arrays are addressed together: a whole number of workgroups. */
export function strideFor(model: GpuModel, count: number): number {
	const step = sampleLanes * model.samples;
	return Math.max(1, Math.ceil(count / step)) * step;
}

/** Number of samples that a call may hold. 0 if the device is too small. */
export function capacityOf(model: GpuModel, task: TaskName): number {
	const { lattice, config } = model;
	const { sites } = lattice;
	const { hidden, scratch, net } = largest(model);
	const layer = hidden.reduce((sum, size) => sum + size, net);
	const { kept, carried } = residentSizes(lattice, config);
	// Fields before and after the layers, z, log slopes, gradients, two spare arrays.
	const ends = 8 * sites;
	const backward = model.resident
		? kept + carried
		: config.layers * (layer + sites) + 2 * scratch + net;
	const numbers = ends + (task === "gradient" ? backward : layer);
	const largestKept = model.resident ? Math.max(kept, carried) : 0;
	const single = Math.max(sites, scratch, net, largestKept);
	const step = sampleLanes * model.samples;
	const most = Math.min(
		mostBytes / (4 * numbers),
		largestBuffer(model.gpu) / (4 * single),
		// The extent of a dispatch in one direction, in tiles of 16 samples.
		16 * model.gpu.limits.maxComputeWorkgroupsPerDimension,
	);
	return Math.floor(most / step) * step;
}

function largestBuffer({ limits }: Gpu): number {
	return Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
}
