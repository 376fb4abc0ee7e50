/**
 * Layers of a coupling flow whose values fit into the memory of a workgroup. One dispatch takes a
 * sample through all of them. For each map and colour, one more dispatch adds up the gradients of
 * the weights of all layers.
 */

import type { Lattice } from "../../../core/lattice.js";
import type { Gpu, GpuBuffer } from "../../../tensor/gpu/gpu.js";
import type { Workgroups } from "../../../tensor/gpu/program.js";
import {
	activeSites,
	type CouplingConfig,
	isEven,
	leakySlope,
	transformOutputs,
} from "../config.js";
import type { ColumnProgram } from "./columns.js";
import type { GpuLayers, KeptLayers } from "./layers.js";
import type { GpuModel } from "./model.js";
import { residentBackward, residentForward } from "./resident.wgsl.js";
import {
	type ResidentShape,
	residentNumbers,
	residentParts,
} from "./resident-shape.wgsl.js";
import { transformSources } from "./transform.js";
import { addWeightGradient } from "./weight-gradients.js";

/** Largest number of threads in a workgroup. Every device has this many. */
const mostThreads = 256;

/** The shape that determines the arrays of a sample. */
function partsShape(lattice: Lattice, config: CouplingConfig) {
	return {
		sites: lattice.sites,
		hidden: config.hidden,
		active: [0, 1].map((layer) => activeSites(lattice, layer).length),
		transformOutputs: transformOutputs(config.transform),
	};
}

/** How many numbers a sample keeps for the backward pass in all layers, and how many gradients of these. */
export function residentSizes(lattice: Lattice, config: CouplingConfig) {
	const { kept, carried } = residentParts(partsShape(lattice, config));
	return { kept: config.layers * kept, carried: config.layers * carried };
}

/** Whether a workgroup of the device can hold a sample. */
export function canReside(
	{ limits }: Gpu,
	lattice: Lattice,
	config: CouplingConfig,
): boolean {
	return (
		config.conditioner === "convolutional" &&
		4 * residentNumbers(partsShape(lattice, config)) <=
			limits.maxComputeWorkgroupStorageSize
	);
}

export function residentLayers(
	program: ColumnProgram,
	model: GpuModel,
): GpuLayers {
	const array = () => program.columns(model.lattice.sites, "fields");
	const [input, image] = [array(), array()];
	const shape = shapeOf(model);
	const source = transformSources(model.config.transform);
	return {
		input,
		image,
		all(direction, logSlopes) {
			program.add(
				`layers ${direction}`,
				residentForward(shape, source[direction], {
					inverse: direction === "inverse",
					keep: false,
				}),
				[...shared(program, model), input, image, logSlopes],
				workgroups(program.stride),
			);
		},
	};
}

export function residentKeptLayers(
	program: ColumnProgram,
	model: GpuModel,
): KeptLayers {
	const { lattice, config } = model;
	const array = () => program.columns(lattice.sites, "fields");
	const [input, image] = [array(), array()];
	const sizes = residentSizes(lattice, config);
	const kept = program.columns(sizes.kept, "kept values");
	const cotangents = program.columns(sizes.carried, "gradients");
	const shape = shapeOf(model);
	const source = transformSources(config.transform);
	const common = shared(program, model);
	return {
		input,
		image,
		all(_, logSlopes) {
			program.add(
				"layers forward, kept",
				residentForward(shape, source.forward, { inverse: false, keep: true }),
				[...common, input, image, logSlopes, kept],
				workgroups(program.stride),
			);
		},
		score(score) {
			program.add(
				"layers score",
				residentBackward(shape, source.score, "score"),
				[...common, kept, score],
				workgroups(program.stride),
			);
		},
		gradient(gradient, partials) {
			program.add(
				"layers gradient",
				residentBackward(shape, source.gradient, "gradient"),
				[...common, kept, gradient, cotangents, model.call],
				workgroups(program.stride),
			);
			addWeights(program, model, kept, cotangents, partials);
		},
	};
}

/** Sums for the gradients of the weights: all layers of one colour, map by map. */
function addWeights(
	program: ColumnProgram,
	model: GpuModel,
	kept: GpuBuffer,
	cotangents: GpuBuffer,
	partials: GpuBuffer,
): void {
	const { packing, lattice, config } = model;
	const parts = residentParts(partsShape(lattice, config));
	for (const [i, map] of packing.maps[0].entries()) {
		const next = packing.maps[1]?.[i] ?? map;
		for (let colour = 0; colour < Math.min(2, config.layers); colour++)
			addWeightGradient(program, model, colour, i, {
				values: kept,
				valuesAt: i === 0 ? parts.fields : parts.values[i - 1],
				valuesStep: parts.kept,
				gradients: cotangents,
				gradientsAt: parts.gradients[i],
				gradientsStep: parts.carried,
				base: map.base,
				baseStep: next.base - map.base,
				firstLayer: colour,
				layers: Math.ceil((config.layers - colour) / 2),
				partials,
			});
	}
}

function shared(program: ColumnProgram, model: GpuModel): readonly GpuBuffer[] {
	return [
		program.constants([program.stride]),
		model.allLinks,
		model.weights,
		model.actives,
	];
}

/** One workgroup for each sample, also for padding, whose values must exist. */
function workgroups(stride: number): Workgroups {
	const most = 32_768;
	return stride <= most ? [stride] : [most, Math.ceil(stride / most)];
}

function shapeOf(model: GpuModel): ResidentShape {
	const { lattice, config, packing, colours } = model;
	const [first, second = first] = packing.maps;
	const table = (map: number, which: "forward" | "backward") =>
		colours.map(({ links }) => {
			const { tables, forwardAt, backwardAt } = links[map];
			return which === "forward"
				? { base: forwardAt, rows: tables.outputs }
				: { base: backwardAt, rows: tables.inputs };
		});
	return {
		sites: lattice.sites,
		layers: config.layers,
		threads: Math.min(mostThreads, 32 * Math.ceil(lattice.sites / 32)),
		active: colours.map(({ active }) => active),
		weightStep: (second[0].weights - first[0].weights) / 4,
		even: isEven(config),
		leakySlope,
		transformOutputs: transformOutputs(config.transform),
		maps: first.map((map, i) => ({
			inputs: map.inputs,
			outputs: map.outputs,
			weights: map.weights / 4,
			biases: map.biases / 4,
			transposed: map.transposed / 4,
			outputVectors: map.outputTiles.padded / 4,
			inputVectors: map.inputTiles.padded / 4,
			forward: table(i, "forward"),
			backward: table(i, "backward"),
		})),
	};
}
