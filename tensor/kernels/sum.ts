/**
 * Sum and Mean of float32 tensors on the wasm backend, accumulated in float64 and rounded once
 * (tensor/kernels/sum.wasm.ts). The library accumulates in float32, and its rounding errors grow
 * with the number of sites. Other types and empty tensors stay with the library.
 */
import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { register, type SharedHeap } from "./shared-heap.js";

export function registerSum(heap: SharedHeap): void {
	const { sumRows } = heap.instantiate("tensor/kernels/sum");
	const transpose = heap.library("Transpose");
	for (const kernelName of ["Sum", "Mean"]) {
		register(heap, kernelName, (inputs, attributes, library) => {
			const { x } = inputs;
			if (x.dtype !== "float32" || util.sizeFromShape(x.shape) === 0)
				return library(inputs, attributes);
			const rank = x.shape.length;
			const axes = util.parseAxisParam(
				attributes.axis as number | number[],
				x.shape,
			);
			const [shape, reduced] = backend_util.computeOutAndReduceShapes(
				x.shape,
				axes,
			);
			const n = util.sizeFromShape(reduced);
			const out = heap.output(
				attributes.keepDims === true
					? backend_util.expandShapeToKeepDim(shape, axes)
					: shape,
			);
			// The axes to sum over must be the last ones.
			const perm = backend_util.getAxesPermutation(axes, rank);
			const source: TensorInfo = perm === null ? x : transpose({ x }, { perm });
			sumRows(
				util.sizeFromShape(shape),
				n,
				kernelName === "Mean" ? 1 / n : 1,
				heap.address(source),
				heap.address(out),
			);
			if (source !== x) heap.dispose(source);
			return out;
		});
	}
}
