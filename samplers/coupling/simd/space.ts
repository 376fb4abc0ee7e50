/**
 * Memory of one thread's coupling flow: a block of eight samples on its way, and the sums for the
 * gradients of the weights.
 */
import type { Block, Heap } from "../../../core/kernels/load.js";
import type { CouplingKernels } from "./kernels.js";

/** Samples in a block: two vectors of four lanes. */
export const lanes = 8;

/** Calls `run` for blocks of at most `lanes` of `total` samples. */
export function eachBlock(
	total: number,
	run: (first: number, count: number) => void,
): void {
	for (let first = 0; first < total; first += lanes)
		run(first, Math.min(lanes, total - first));
}

export interface BlockSpace {
	readonly latent: Block<Float32Array>;
	/** Fields before each layer and after the last. */
	readonly fields: readonly Block<Float32Array>[];
	/** Fields after the common factor. */
	readonly final: Block<Float32Array>;
	readonly gradient: Block<Float32Array>;
	readonly score: Block<Float32Array>;
	readonly netGradient: Block<Float32Array>;
	/** 1 for samples that count and 0 for padding, followed by zeros. */
	readonly live: Block<Float32Array>;
	readonly none: Block<Float32Array>;
	/** One number per sample. */
	readonly logDensity: Block<Float64Array>;
	readonly values: Block<Float64Array>;
}

/** `most` is the largest number of values that the transform of a layer reads from its net. */
export function blockSpace(
	heap: Heap,
	sites: number,
	layers: number,
	most: number,
): BlockSpace {
	const block = () => heap.float32(lanes * sites);
	const none = heap.float32(lanes);
	none.view.fill(0);
	return {
		latent: block(),
		fields: Array.from({ length: layers + 1 }, block),
		final: block(),
		gradient: block(),
		score: block(),
		netGradient: heap.float32(most),
		live: heap.float32(lanes),
		none,
		logDensity: heap.float64(lanes),
		values: heap.float64(lanes),
	};
}

/** Gradients of all weights. Each has four lanes until they are added up in float64. */
export class LaneSums {
	/** Zero between calls, because `reduceLanes` clears what it adds up. */
	private readonly lanes: Block<Float32Array>;
	private readonly sums: Block<Float64Array>;

	constructor(
		size: number,
		private readonly kernels: Pick<CouplingKernels, "reduceLanes">,
		heap: Heap,
	) {
		this.lanes = heap.float32(4 * size);
		this.lanes.view.fill(0);
		this.sums = heap.float64(size);
	}

	get address(): number {
		return this.lanes.address;
	}

	/** Adds the sums to `gradient` and clears them. */
	addTo(gradient: Float64Array): void {
		const { view, address, length } = this.sums;
		view.fill(0);
		this.kernels.reduceLanes(length, this.lanes.address, address);
		for (let i = 0; i < length; i++) gradient[i] += view[i];
	}
}
