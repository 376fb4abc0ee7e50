/**
 * The conditioner of one coupling layer for the kernels. `forward` keeps the values of every map
 * for `backward`. Sites that nothing depends on are not computed: the first map reads only frozen
 * sites, and the last one writes only active sites. A dense map is a convolution with one place
 * (see `linearMaps`), so both kinds run through the same loops.
 */

import type { Block, Heap } from "../../../core/kernels/load.js";
import type { Lattice } from "../../../core/lattice.js";
import type { ParameterLayout } from "../../flow/flow.js";
import {
	blockOf,
	type CouplingConfig,
	isEven,
	type LinearMap,
	leakySlope,
	linearMaps,
	transformOutputs,
} from "../config.js";
import type { CouplingKernels } from "./kernels.js";
import { type ColourTables, colourTables, type HeapTables } from "./tables.js";

/** Scratch for the gradients of hidden values. All layers share it. */
interface ConditionerScratch {
	readonly gradients: readonly [Block<Float32Array>, Block<Float32Array>];
}

/** What the net of one layer is made of. */
export interface NetShape {
	readonly maps: readonly LinearMap[];
	/** Places that each hold all channels of a hidden layer. */
	readonly places: number;
	/** Whether |x| stands in place of the first rectifier. */
	readonly even: boolean;
	/** Numbers of the transform at each active site. */
	readonly numbers: number;
}

type NetKernels = Pick<
	CouplingKernels,
	| "conv"
	| "absolute"
	| "absoluteGradient"
	| "convWeightGradient"
	| "convBiasGradient"
	| "convInputGradient"
>;

export function conditionerScratch(
	{ maps, places }: NetShape,
	heap: Heap,
): ConditionerScratch {
	const most = Math.max(...maps.slice(0, -1).map(({ outputs }) => outputs));
	const values = () => heap.float32(8 * places * most);
	return { gradients: [values(), values()] };
}

/** Number of places that each hold all channels of a hidden layer. */
function hiddenPlaces(lattice: Lattice, config: CouplingConfig): number {
	return config.conditioner === "dense" ? 1 : lattice.sites;
}

/** The conditioners of all layers. */
export function fusedConditioners(
	lattice: Lattice,
	config: CouplingConfig,
	layout: ParameterLayout,
	kernels: CouplingKernels,
	heap: Heap,
): FusedConditioner[] {
	const tables = [0, 1].map((colour) =>
		colourTables(lattice, config, colour, heap),
	);
	const shape = (layer: number): NetShape => ({
		maps: linearMaps(lattice, config, layer),
		places: hiddenPlaces(lattice, config),
		even: isEven(config),
		numbers: transformOutputs(config.transform),
	});
	const scratch = conditionerScratch(shape(0), heap);
	return Array.from(
		{ length: config.layers },
		(_, layer) =>
			new FusedConditioner(
				shape(layer),
				layout,
				layer,
				tables[layer % 2],
				scratch,
				kernels,
				heap,
			),
	);
}

export class FusedConditioner {
	/** The transform's numbers, [active site][output][8]. */
	readonly net: Block<Float32Array>;
	readonly active: Block<Int32Array>;
	private readonly maps: readonly LinearMap[];
	private readonly tables: readonly HeapTables[];
	/** Hidden values after their rectifiers. In an even net, also those of the first map before |x|. */
	private readonly hidden: readonly Block<Float32Array>[];
	private readonly signed: Block<Float32Array> | null;
	private readonly weights: readonly number[];
	private readonly biases: readonly number[];
	private readonly zeroBias: number;

	constructor(
		{ maps, places, even, numbers }: NetShape,
		layout: ParameterLayout,
		layer: number,
		tables: ColourTables,
		private readonly scratch: ConditionerScratch,
		private readonly kernels: NetKernels,
		heap: Heap,
	) {
		this.maps = maps;
		this.tables = tables.convolutions;
		this.active = tables.active;
		this.net = heap.float32(8 * tables.active.length * numbers);
		this.hidden = maps
			.slice(0, -1)
			.map(({ outputs }) => heap.float32(8 * places * outputs));
		this.signed = even ? heap.float32(8 * places * maps[0].outputs) : null;
		const zero = heap.float32(maps[0].outputs);
		zero.view.fill(0);
		this.zeroBias = zero.address;
		const offsets = (kind: string) =>
			this.tables.map(
				(_, i) => blockOf(layout, `${layer}/${i}/${kind}`).offset,
			);
		this.weights = offsets("weight");
		this.biases = offsets("bias");
	}

	/** Reads the frozen sites of `fields` and writes `net`. */
	forward(parameters: number, fields: number): void {
		const last = this.tables.length - 1;
		let input = fields;
		for (const [i, table] of this.tables.entries()) {
			const even = i === 0 ? this.signed : null;
			const output = i === last ? this.net : this.hidden[i];
			const { inputs, outputs } = this.maps[i];
			this.kernels.conv(
				table.outputs,
				table.forward,
				input,
				inputs,
				parameters + 4 * this.weights[i],
				even === null ? parameters + 4 * this.biases[i] : this.zeroBias,
				(even ?? output).address,
				outputs,
				i === last || even !== null ? 1 : leakySlope,
			);
			if (even !== null) {
				const vectors = even.length / 8;
				this.kernels.absolute(vectors, even.address, output.address);
			}
			input = output.address;
		}
	}

	/**
	 * Reads the gradient of the transform's numbers at `netGradient`. Adds the gradient of the frozen
	 * sites to `fieldGradient` and, unless `laneGradient` is 0, that of the weights to
	 * `laneGradient`.
	 */
	backward(
		parameters: number,
		fields: number,
		netGradient: number,
		fieldGradient: number,
		laneGradient: number,
	): void {
		let gradient = netGradient;
		for (let i = this.tables.length - 1; i >= 0; i--) {
			const table = this.tables[i];
			const { taps, inputs, outputs } = this.maps[i];
			const input = i === 0 ? fields : this.hidden[i - 1].address;
			if (i === 0 && this.signed !== null) {
				const vectors = this.signed.length / 8;
				this.kernels.absoluteGradient(vectors, this.signed.address, gradient);
			}
			if (laneGradient !== 0) {
				this.kernels.convWeightGradient(
					taps,
					table.pairs,
					input,
					inputs,
					gradient,
					outputs,
					laneGradient + 16 * this.weights[i],
				);
				if (i > 0 || this.signed === null) {
					this.kernels.convBiasGradient(
						table.outputs,
						gradient,
						outputs,
						laneGradient + 16 * this.biases[i],
					);
				}
			}
			const target =
				i === 0 ? fieldGradient : this.scratch.gradients[i % 2].address;
			// For |x|, the derivative was taken from the signed values above.
			const plain = i === 0 || (i === 1 && this.signed !== null);
			this.kernels.convInputGradient(
				table.inputs,
				table.backward,
				input,
				target,
				inputs,
				parameters + 4 * this.weights[i],
				gradient,
				outputs,
				plain ? 1 : leakySlope,
				i === 0 ? 1 : 0,
			);
			gradient = target;
		}
	}
}
