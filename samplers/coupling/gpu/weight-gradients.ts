/** The dispatches that sum the gradients of the weights of the conditioners. */

import type { GpuBuffer } from "../../../tensor/gpu/gpu.js";
import { isEven } from "../config.js";
import type { ColumnProgram } from "./columns.js";
import type { GpuModel } from "./model.js";
import { weightGradient, weightTiles } from "./weights.wgsl.js";

/** Number of samples that a workgroup treats at a time for the gradients of the weights. */
export const sampleLanes = 32;
/** The samples are cut into at most this many groups for the gradients of the weights. */
const mostSampleGroups = 4;

/**
 * Bytes of a workgroup's memory for the gradients of the weights. A small lattice gets little
 * memory, because there the number of workgroups matters. No lattice gets more than every device
 * has.
 */
function weightMemory({ lattice }: GpuModel): number {
	if (lattice.sites < 256) return 1152;
	return lattice.sites < 1024 ? 6144 : 16_384;
}

export function sampleGroups(stride: number): number {
	return Math.min(mostSampleGroups, Math.ceil(stride / sampleLanes));
}

/**
 * Layers of one colour whose gradients of the weights are summed together. A number of layer l
 * stands at `at + l step`.
 */
export interface WeightGradientStep {
	readonly values: GpuBuffer;
	readonly valuesAt: number;
	readonly valuesStep: number;
	readonly gradients: GpuBuffer;
	readonly gradientsAt: number;
	readonly gradientsStep: number;
	/** First row of the sums. */
	readonly base: number;
	readonly baseStep: number;
	readonly firstLayer: number;
	/** Number of layers: the first one and every other one after it. */
	readonly layers: number;
	readonly partials: GpuBuffer;
}

/** The sums for map `i` of the layers of one colour. */
export function addWeightGradient(
	program: ColumnProgram,
	model: GpuModel,
	colour: number,
	i: number,
	step: WeightGradientStep,
): void {
	const { taps, inputs, outputs, placeGroups } = model.packing.maps[colour][i];
	const shape = {
		taps,
		inputs,
		outputs,
		absolute: i === 1 && isEven(model.config),
	};
	const memory = weightMemory(model);
	const tiles = weightTiles(shape, memory);
	const { stride } = program;
	const groups = sampleGroups(stride);
	program.add(
		"gradient of weights",
		weightGradient(shape, memory),
		[
			program.constants([
				...[stride, groups, placeGroups, step.base, step.baseStep],
				...[step.valuesAt, step.valuesStep],
				...[step.gradientsAt, step.gradientsStep, step.firstLayer],
			]),
			model.colours[colour].links[i].pairs,
			step.values,
			step.gradients,
			step.partials,
		],
		[
			groups,
			tiles.blocks * placeGroups,
			tiles.tilesHigh * tiles.tilesWide * step.layers,
		],
	);
}
