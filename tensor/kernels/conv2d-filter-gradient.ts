/**
 * Conv2DBackpropFilter, the gradient of conv2d in its filter, which the wasm backend lacks
 * (tensor/kernels/conv2d-filter-gradient.wasm.ts). The channels must come last. The library's
 * gradient of conv2d allows no dilation.
 */
import {
	backend_util,
	type Conv2DBackpropFilterAttrs,
	util,
} from "@tensorflow/tfjs-core";
import { register, type SharedHeap } from "./shared-heap.js";

/** Number of output channels that the kernel treats together. */
const block = 8;

export function registerConv2dFilterGradient(heap: SharedHeap): void {
	const exports = heap.instantiate("tensor/kernels/conv2d-filter-gradient");
	register(heap, "Conv2DBackpropFilter", ({ x, dy }, attributes) => {
		const { strides, pad, dataFormat, dimRoundingMode, filterShape } =
			attributes as unknown as Conv2DBackpropFilterAttrs;
		const info = backend_util.computeConv2DInfo(
			x.shape as [number, number, number, number],
			filterShape,
			strides,
			1,
			pad,
			dimRoundingMode,
			false,
			backend_util.convertConv2DDataFormat(dataFormat),
		);
		if (info.dataFormat !== "channelsLast")
			throw new Error("the gradient of conv2d in its filter needs NHWC");
		const out = heap.output(info.filterShape);
		const channels = info.outChannels;
		const padded = Math.ceil(channels / block) * block;
		const run = (gradient: number, filter: number) =>
			exports.filterGradient(
				info.batchSize,
				info.inHeight,
				info.inWidth,
				info.inChannels,
				info.outHeight,
				info.outWidth,
				padded,
				info.filterHeight,
				info.filterWidth,
				info.strideHeight,
				info.strideWidth,
				info.padInfo.top,
				info.padInfo.left,
				heap.address(x),
				gradient,
				filter,
			);
		if (padded === channels) {
			run(heap.address(dy), heap.address(out));
			return out;
		}
		const positions = util.sizeFromShape(dy.shape) / channels;
		const rows = util.sizeFromShape(info.filterShape) / channels;
		heap.withScratch(padded * (positions + rows), (scratch) => {
			const filter = scratch + 4 * padded * positions;
			exports.padChannels(
				positions,
				channels,
				padded,
				heap.address(dy),
				scratch,
			);
			run(scratch, filter);
			exports.cutChannels(rows, channels, padded, filter, heap.address(out));
		});
		return out;
	});
}
