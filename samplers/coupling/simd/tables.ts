/** The tables of samplers/coupling/conditioner-tables.ts on the heap of the kernels. */

import type { Block, Heap } from "../../../core/kernels/load.js";
import type { Lattice } from "../../../core/lattice.js";
import { type ConvTables, layerTables } from "../conditioner-tables.js";
import type { CouplingConfig } from "../config.js";

/** Addresses of the tables of one convolution, and the number of its places. */
export interface HeapTables {
	readonly forward: number;
	readonly backward: number;
	readonly pairs: number;
	readonly outputs: number;
	readonly inputs: number;
}

/** Tables of all convolutions of a layer. Layers of one colour share them. */
export interface ColourTables {
	readonly convolutions: readonly HeapTables[];
	readonly active: Block<Int32Array>;
}

export function colourTables(
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

export function onHeap(tables: ConvTables, heap: Heap): HeapTables {
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
