/** UnsortedSegmentSum, the gradient of gather, which the wasm backend lacks (tensor/kernels/segment-sum.wasm.ts). */
import { type UnsortedSegmentSumAttrs, util } from "@tensorflow/tfjs-core";
import { element } from "../../core/elements.js";
import { register, type SharedHeap } from "./shared-heap.js";

export function registerSegmentSum(heap: SharedHeap): void {
	const exports = heap.instantiate("tensor/kernels/segment-sum");
	register(
		heap,
		"UnsortedSegmentSum",
		({ x, segmentIds: labels }, attributes) => {
			const { numSegments } = attributes as unknown as UnsortedSegmentSumAttrs;
			if (labels.shape.length !== 1)
				throw new Error("segment sums need a vector of labels");
			const rest = x.shape.slice(1);
			const out = heap.output([numSegments, ...rest]);
			exports.segmentSum(
				element(x.shape, 0),
				util.sizeFromShape(rest),
				numSegments,
				heap.address(x),
				heap.address(labels, "int32"),
				heap.address(out),
			);
			return out;
		},
	);
}
