/**
 * Two products that autodiff needs and the wasm backend computes slowly: matrix products with a
 * transposed factor (1 GFLOP/s, 30 without the transposition), and the gradient of conv2d in its
 * input (1 GFLOP/s; as the convolution that it is, 25). Both are reduced to the fast ones.
 */
import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { register, type SharedHeap } from "./shared-heap.js";

export function registerProducts(heap: SharedHeap): void {
	registerMatMul(heap);
	registerInputGradient(heap);
}

/** Transposes the factor first. */
function registerMatMul(heap: SharedHeap): void {
	const transpose = heap.library("Transpose");
	const swap = (x: TensorInfo): TensorInfo => {
		const perm = x.shape.map((_, axis) => axis);
		const last = perm.length - 1;
		[perm[last - 1], perm[last]] = [last, last - 1];
		return transpose({ x }, { perm });
	};
	for (const kernelName of ["BatchMatMul", "_FusedMatMul"]) {
		register(heap, kernelName, (inputs, attributes, library) => {
			const { transposeA, transposeB } = attributes;
			const a = transposeA === true ? swap(inputs.a) : inputs.a;
			const b = transposeB === true ? swap(inputs.b) : inputs.b;
			const out = library(
				{ ...inputs, a, b },
				{ ...attributes, transposeA: false, transposeB: false },
			);
			if (a !== inputs.a) heap.dispose(a);
			if (b !== inputs.b) heap.dispose(b);
			return out;
		});
	}
}

/** For stride 1, this is the convolution of padded dy with the filter turned by 180 degrees. */
function registerInputGradient(heap: SharedHeap): void {
	const exports = heap.instantiate("tensor/kernels/layout");
	const convolve = heap.library("Conv2D");
	register(heap, "Conv2DBackpropInput", (inputs, attributes, library) => {
		const { dy, filter } = inputs;
		const { strides, pad, dataFormat, dimRoundingMode, inputShape } =
			attributes as unknown as InputGradientAttributes;
		const info = backend_util.computeConv2DInfo(
			inputShape,
			filter.shape as [number, number, number, number],
			strides,
			1,
			pad,
			dimRoundingMode,
			false,
			backend_util.convertConv2DDataFormat(dataFormat),
		);
		const top = info.filterHeight - 1 - info.padInfo.top;
		const left = info.filterWidth - 1 - info.padInfo.left;
		const bottom = info.inHeight + info.filterHeight - 1 - info.outHeight - top;
		const right = info.inWidth + info.filterWidth - 1 - info.outWidth - left;
		if (
			info.strideHeight !== 1 ||
			info.strideWidth !== 1 ||
			info.dataFormat !== "channelsLast" ||
			Math.min(top, left, bottom, right) < 0
		)
			return library(inputs, attributes);
		const turned = heap.output([
			info.filterHeight,
			info.filterWidth,
			info.outChannels,
			info.inChannels,
		]);
		exports.turnFilter(
			info.filterHeight * info.filterWidth,
			info.inChannels,
			info.outChannels,
			heap.address(filter),
			heap.address(turned),
		);
		const out = convolve(
			{ x: dy, filter: turned },
			{
				strides: 1,
				dilations: 1,
				pad: [
					[0, 0],
					[top, bottom],
					[left, right],
					[0, 0],
				],
				dataFormat: "NHWC",
			},
		);
		heap.dispose(turned);
		return out;
	});
}

type Padding = Parameters<typeof backend_util.computeConv2DInfo>[4];

interface InputGradientAttributes {
	readonly strides: number | [number, number];
	readonly pad: Padding;
	readonly dataFormat: "NHWC" | "NCHW";
	readonly dimRoundingMode?: "floor" | "round" | "ceil";
	readonly inputShape: [number, number, number, number];
}
