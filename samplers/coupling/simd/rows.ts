/** Samples in rows [count][V] on their way into the lanes of a block, [site][8], and out of them. */
import type { Block, Heap } from "../../../core/kernels/load.js";
import type { CouplingKernels } from "./kernels.js";
import { lanes } from "./space.js";

type RowKernels = Pick<CouplingKernels, "toLanes" | "fromLanes">;

export class Rows {
	readonly #sites: number;
	readonly #kernels: RowKernels;
	readonly #block: Block<Float32Array>;

	constructor(sites: number, kernels: RowKernels, heap: Heap) {
		this.#sites = sites;
		this.#kernels = kernels;
		this.#block = heap.float32(lanes * sites);
	}

	/** Rows `first` ... `first + count - 1` to the lanes at `to`; the lanes beyond become zeros. */
	read(rows: Float32Array, first: number, count: number, to: number): void {
		const sites = this.#sites;
		this.#block.view.set(rows.subarray(first * sites, (first + count) * sites));
		this.#kernels.toLanes(count, sites, this.#block.address, to);
	}

	/** The lanes at `from` to rows `first` ... `first + count - 1`. */
	write(from: number, rows: Float32Array, first: number, count: number): void {
		const sites = this.#sites;
		this.#kernels.fromLanes(count, sites, from, this.#block.address);
		rows.set(this.#block.view.subarray(0, count * sites), first * sites);
	}
}
