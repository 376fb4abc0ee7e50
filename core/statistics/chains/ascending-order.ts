/**
 * The places of numbers in ascending order, by a radix sort of their bits in a kernel
 * (core/statistics/chains/simd/ranks.wasm.ts). Equal numbers stay in order; -0 comes before 0.
 */
import { type Block, loadKernel } from "../../kernels/load.js";

/** Bytes that a sort needs beside its n numbers: 24 n and this. */
const scratchBytes = 8192 + 16;

type RankKernel = ReturnType<
	typeof loadKernel<"core/statistics/chains/simd/ranks">
>;

let kernel: RankKernel | undefined;

export interface Sorted {
	readonly kernel: RankKernel;
	readonly values: Block<Float64Array>;
	readonly places: Block<Int32Array>;
}

/** Sorts in the kernel's memory, whose allocations of before are gone. Series without NaN, as if they were one. */
export function sortInKernel(series: readonly Float64Array[]): Sorted {
	kernel ??= loadKernel("core/statistics/chains/simd/ranks");
	const { heap, exports } = kernel;
	heap.reset();
	const count = series.reduce((sum, { length }) => sum + length, 0);
	const values = heap.float64(count);
	const places = heap.int32(count);
	const mark = heap.mark();
	const scratch = heap.uint8(24 * count + scratchBytes);
	let at = 0;
	for (const one of series) {
		values.view.set(one, at);
		at += one.length;
	}
	exports.sort(count, values.address, places.address, scratch.address);
	heap.reset(mark);
	return { kernel, values, places };
}

/** Indices of `values`, which hold no NaN, from the smallest to the largest. */
export function ascendingOrder(values: Float64Array): Uint32Array {
	return Uint32Array.from(sortInKernel([values]).places.view);
}
