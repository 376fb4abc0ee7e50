/**
 * One coupling layer's conditioner for the kernels. Values of every map are kept from `forward` for
 * `backward`; sites that nothing depends on are not computed: the first map reads frozen sites only,
 * the last one writes active sites only. A dense map is a convolution with one place (see
 * `linearMaps`), so that both run through the same loops.
 */
import type { Lattice } from "../../../core/lattice.js";
import type { Block, Heap } from "../../../tensor/kernels/load.js";
import type { ParameterLayout } from "../../flow/flow.js";
import { type ConvTables, layerTables } from "../conditioner-tables.js";
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

interface HeapTables {
	readonly forward: number;
	readonly backward: number;
	readonly pairs: number;
	readonly outputs: number;
	readonly inputs: number;
}

/** Tables of all convolutions of a layer; layers of one colour share them. */
interface ColourTables {
	readonly convolutions: readonly HeapTables[];
	readonly active: Block<Int32Array>;
}

function colourTables(
	lattice: Lattice,
	config: CouplingConfig,
	layer: number,
	heap: Heap,
): ColourTables {
	const { maps, active } = layerTables(lattice, config, layer);
	const known = new Map<ConvTables, HeapTables>();
	const convolutions = maps.map((tables) => {
		const heapTables = known.get(tables) ?? onHeap(tables, heap);
		known.set(tables, heapTables);
		return heapTables;
	});
	return { convolutions, active: int32(active, heap) };
}

function onHeap(tables: ConvTables, heap: Heap): HeapTables {
	return {
		forward: int32(tables.forward, heap).address,
		backward: int32(tables.backward, heap).address,
		pairs: int32(tables.pairs, heap).address,
		outputs: tables.outputs,
		inputs: tables.inputs,
	};
}

function int32(values: ArrayLike<number>, heap: Heap): Block<Int32Array> {
	const block = heap.int32(values.length);
	block.view.set(values);
	return block;
}

/** Scratch for gradients of hidden values, shared by all layers. */
interface ConditionerScratch {
	readonly gradients: readonly [Block<Float32Array>, Block<Float32Array>];
}

function conditionerScratch(
	lattice: Lattice,
	config: CouplingConfig,
	heap: Heap,
): ConditionerScratch {
	const most = Math.max(...config.hidden);
	const values = () => heap.float32(8 * hiddenPlaces(lattice, config) * most);
	return { gradients: [values(), values()] };
}

/** Places that each hold all channels of a hidden layer. */
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
	const scratch = conditionerScratch(lattice, config, heap);
	return Array.from(
		{ length: config.layers },
		(_, layer) =>
			new FusedConditioner(
				lattice,
				config,
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
	readonly #kernels: CouplingKernels;
	readonly #maps: readonly LinearMap[];
	readonly #tables: readonly HeapTables[];
	/** Hidden values after their units; in an even net, also those of the first before |x|. */
	readonly #hidden: readonly Block<Float32Array>[];
	readonly #signed: Block<Float32Array> | null;
	readonly #weights: readonly number[];
	readonly #biases: readonly number[];
	readonly #zeroBias: number;
	readonly #scratch: ConditionerScratch;

	constructor(
		lattice: Lattice,
		config: CouplingConfig,
		layout: ParameterLayout,
		layer: number,
		tables: ColourTables,
		scratch: ConditionerScratch,
		kernels: CouplingKernels,
		heap: Heap,
	) {
		this.#kernels = kernels;
		this.#maps = linearMaps(lattice, config, layer);
		this.#tables = tables.convolutions;
		this.active = tables.active;
		this.#scratch = scratch;
		const places = hiddenPlaces(lattice, config);
		this.net = heap.float32(
			8 * tables.active.length * transformOutputs(config.transform),
		);
		this.#hidden = config.hidden.map((channels) =>
			heap.float32(8 * places * channels),
		);
		this.#signed = isEven(config)
			? heap.float32(8 * places * config.hidden[0])
			: null;
		const zero = heap.float32(config.hidden[0]);
		zero.view.fill(0);
		this.#zeroBias = zero.address;
		const offsets = (kind: string) =>
			this.#tables.map(
				(_, i) => blockOf(layout, `${layer}/${i}/${kind}`).offset,
			);
		this.#weights = offsets("weight");
		this.#biases = offsets("bias");
	}

	/** Reads the frozen sites of `fields`, writes `net`. */
	forward(parameters: number, fields: number): void {
		const last = this.#tables.length - 1;
		let input = fields;
		for (const [i, table] of this.#tables.entries()) {
			const even = i === 0 ? this.#signed : null;
			const output = i === last ? this.net : this.#hidden[i];
			const { inputs, outputs } = this.#maps[i];
			this.#kernels.conv(
				table.outputs,
				table.forward,
				input,
				inputs,
				parameters + 4 * this.#weights[i],
				even === null ? parameters + 4 * this.#biases[i] : this.#zeroBias,
				(even ?? output).address,
				outputs,
				i === last || even !== null ? 1 : leakySlope,
			);
			if (even !== null) {
				const vectors = even.length / 8;
				this.#kernels.absolute(vectors, even.address, output.address);
			}
			input = output.address;
		}
	}

	/**
	 * From the gradient of the transform's numbers at `netGradient` to that of the frozen sites, added to
	 * `fieldGradient`, and of the weights, added to `laneGradient` unless that is 0.
	 */
	backward(
		parameters: number,
		fields: number,
		netGradient: number,
		fieldGradient: number,
		laneGradient: number,
	): void {
		let gradient = netGradient;
		for (let i = this.#tables.length - 1; i >= 0; i--) {
			const table = this.#tables[i];
			const { taps, inputs, outputs } = this.#maps[i];
			const input = i === 0 ? fields : this.#hidden[i - 1].address;
			if (i === 0 && this.#signed !== null) {
				const vectors = this.#signed.length / 8;
				this.#kernels.absoluteGradient(vectors, this.#signed.address, gradient);
			}
			if (laneGradient !== 0) {
				this.#kernels.convWeightGradient(
					taps,
					table.pairs,
					input,
					inputs,
					gradient,
					outputs,
					laneGradient + 16 * this.#weights[i],
				);
				if (i > 0 || this.#signed === null) {
					this.#kernels.convBiasGradient(
						table.outputs,
						gradient,
						outputs,
						laneGradient + 16 * this.#biases[i],
					);
				}
			}
			const target =
				i === 0 ? fieldGradient : this.#scratch.gradients[i % 2].address;
			// After |x| the derivative is taken from the signed values, above.
			const plain = i === 0 || (i === 1 && this.#signed !== null);
			this.#kernels.convInputGradient(
				table.inputs,
				table.backward,
				input,
				target,
				inputs,
				parameters + 4 * this.#weights[i],
				gradient,
				outputs,
				plain ? 1 : leakySlope,
				i === 0 ? 1 : 0,
			);
			gradient = target;
		}
	}
}
