/**
 * The dispatches of one coupling layer's conditioner: forward, and backward to the frozen sites and
 * to the weights.
 */

import type { GpuBuffer } from "../../../tensor/gpu/gpu.js";
import { isEven, leakySlope } from "../config.js";
import type { ColumnProgram } from "./columns.js";
import { convolution, convolutionWorkgroup, type Finish } from "./conv.wgsl.js";
import type { GpuModel } from "./model.js";
import { addWeightGradient } from "./weight-gradients.js";

/** The values of a layer, [place][channel][sample]: those of each hidden map, and the numbers of the transform. */
export interface LayerValues {
	readonly hidden: readonly GpuBuffer[];
	readonly net: GpuBuffer;
}

export class GpuConditioner {
	readonly #model: GpuModel;
	readonly #layer: number;
	readonly #even: boolean;

	constructor(model: GpuModel, layer: number) {
		this.#model = model;
		this.#layer = layer;
		this.#even = isEven(model.config);
	}

	/**
	 * Reads the frozen sites of `fields` and writes `values`. Hidden values are stored after their
	 * leaky rectifier, or before |x|.
	 */
	forward(
		program: ColumnProgram,
		fields: GpuBuffer,
		values: LayerValues,
	): void {
		const { maps, links } = this.#parts();
		const last = maps.length - 1;
		for (const [i, map] of maps.entries()) {
			const finish = i === last ? "plain" : "leaky";
			const even = i === 0 && this.#even;
			this.#convolve(program, {
				label: "convolution",
				inputs: map.inputs,
				outputs: map.outputs,
				tiles: map.outputTiles,
				absolute: i === 1 && this.#even,
				finish: even ? "sum" : finish,
				weights: map.weights,
				biases: map.biases,
				links: links[i].forward,
				rows: links[i].tables.outputs,
				from: i === 0 ? fields : values.hidden[i - 1],
				to: i === last ? values.net : values.hidden[i],
			});
		}
	}

	/**
	 * Reads the gradient of the transform's numbers in `netGradient` and adds the gradient of the
	 * frozen sites to `fieldGradient`. With `partials` it also adds to the rows of sums for the
	 * gradients of the weights.
	 */
	backward(
		program: ColumnProgram,
		fields: GpuBuffer,
		values: LayerValues,
		netGradient: GpuBuffer,
		fieldGradient: GpuBuffer,
		scratch: readonly [GpuBuffer, GpuBuffer],
		partials: GpuBuffer | null,
	): void {
		const { maps, links } = this.#parts();
		let gradient = netGradient;
		for (let i = maps.length - 1; i >= 0; i--) {
			const input = i === 0 ? fields : values.hidden[i - 1];
			if (partials !== null)
				addWeightGradient(program, this.#model, this.#layer % 2, i, {
					values: input,
					valuesAt: 0,
					valuesStep: 0,
					gradients: gradient,
					gradientsAt: 0,
					gradientsStep: 0,
					base: maps[i].base,
					baseStep: 0,
					firstLayer: 0,
					layers: 1,
					partials,
				});
			const map = maps[i];
			const to = i === 0 ? fieldGradient : scratch[i % 2];
			this.#convolve(program, {
				label: "convolution to inputs",
				inputs: map.outputs,
				outputs: map.inputs,
				tiles: map.inputTiles,
				absolute: false,
				finish: i === 0 ? "add" : i === 1 && this.#even ? "sign" : "slope",
				weights: map.transposed,
				biases: 0,
				links: links[i].backward,
				rows: links[i].tables.inputs,
				from: gradient,
				to,
				units: i === 0 ? undefined : input,
			});
			gradient = to;
		}
	}

	#parts() {
		const { packing, colours } = this.#model;
		return {
			maps: packing.maps[this.#layer],
			links: colours[this.#layer % 2].links,
		};
	}

	#convolve(
		program: ColumnProgram,
		step: {
			readonly label: string;
			readonly inputs: number;
			readonly outputs: number;
			readonly tiles: Parameters<typeof convolution>[0]["tiles"];
			readonly absolute: boolean;
			readonly finish: Finish;
			readonly weights: number;
			readonly biases: number;
			readonly links: GpuBuffer;
			readonly rows: number;
			readonly from: GpuBuffer;
			readonly to: GpuBuffer;
			readonly units?: GpuBuffer | undefined;
		},
	): void {
		const { samples, weights } = this.#model;
		const { inputs, outputs, tiles, absolute, finish } = step;
		const lanes = program.stride / samples;
		const [x, y] = convolutionWorkgroup;
		program.add(
			step.label,
			convolution({
				inputs,
				outputs,
				samples,
				tiles,
				absolute,
				finish,
				leakySlope,
			}),
			[
				program.constants([
					lanes,
					step.rows,
					step.weights / tiles.width,
					step.biases / tiles.width,
				]),
				step.links,
				weights,
				step.from,
				step.to,
				...(step.units === undefined ? [] : [step.units]),
			],
			[Math.ceil(lanes / x), Math.ceil(step.rows / y), tiles.tiles],
		);
	}
}
