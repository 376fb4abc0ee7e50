/** Registers the kernels that we add to the library's wasm backend, and those that we replace. Once per thread. */
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { registerConv2dFilterGradient } from "./conv2d-filter-gradient.js";
import { registerElementwise } from "./elementwise.js";
import { registerLayout } from "./layout.js";
import { registerProducts } from "./products.js";
import { registerSegmentSum } from "./segment-sum.js";
import { SharedHeap } from "./shared-heap.js";
import { registerSum } from "./sum.js";

export function registerKernels(backend: BackendWasm): void {
	const heap = new SharedHeap(backend);
	registerElementwise(heap);
	registerConv2dFilterGradient(heap);
	registerSegmentSum(heap);
	registerLayout(heap);
	registerProducts(heap);
	registerSum(heap);
}
