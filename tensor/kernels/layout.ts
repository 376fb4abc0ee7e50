/**
 * Slices, splits, concatenations, tiles and gathers of the wasm backend as copies on its heap
 * (tensor/kernels/layout.wasm.ts). The library copies row by row through JavaScript. That costs
 * 4-160 ns an element for the short rows of a small lattice. Strings, complex numbers and empty
 * tensors stay with the library.
 */
import {
	backend_util,
	slice_util,
	type TensorInfo,
	util,
} from "@tensorflow/tfjs-core";
import { element } from "../../core/elements.js";
import { type Attributes, register, type SharedHeap } from "./shared-heap.js";

export function registerLayout(heap: SharedHeap): void {
	const kernels = heap.instantiate("tensor/kernels/layout");

	/** x[..., begin : begin + size, ...] along one axis. */
	function cut(
		x: TensorInfo,
		axis: number,
		begin: number,
		size: number,
	): TensorInfo {
		const { rows, block } = around(x, axis);
		const shape = x.shape.with(axis, size);
		const out = heap.output(shape, x.dtype);
		kernels.copyRows(
			rows,
			size * block,
			heap.address(x, x.dtype) + begin * block,
			element(x.shape, axis) * block,
			heap.address(out, x.dtype),
			size * block,
		);
		return out;
	}

	/** x repeated along one axis. */
	function repeat(x: TensorInfo, axis: number, times: number): TensorInfo {
		const { rows, block } = around(x, axis);
		const out = heap.output(
			x.shape.with(axis, element(x.shape, axis) * times),
			x.dtype,
		);
		kernels.repeatRows(
			rows,
			element(x.shape, axis) * block,
			times,
			heap.address(x, x.dtype),
			heap.address(out, x.dtype),
		);
		return out;
	}

	/** One pass for each axis that changes. Frees the intermediate results. */
	function passes(
		x: TensorInfo,
		axes: readonly number[],
		pass: (from: TensorInfo, axis: number) => TensorInfo,
	): TensorInfo {
		let current = x;
		for (const axis of axes) {
			const next = pass(current, axis);
			if (current !== x) heap.dispose(current);
			current = next;
		}
		return current;
	}

	register(heap, "Slice", (inputs, attributes, library) => {
		const { x } = inputs;
		const { begin, size } = attributes as { begin: number[]; size: number[] };
		if (!movable(x)) return library(inputs, attributes);
		const [first = [], extent = []] = slice_util.parseSliceParams(
			x as never,
			begin,
			size,
		);
		const axes = extent.flatMap((n, axis) =>
			n < element(x.shape, axis) ? [axis] : [],
		);
		// A slice of the whole tensor must still be a tensor of its own.
		if (axes.length === 0) axes.push(0);
		return passes(x, axes, (from, axis) =>
			cut(from, axis, element(first, axis), element(extent, axis)),
		);
	});

	register(heap, "SplitV", (inputs, attributes, library) => {
		const { x } = inputs;
		if (!movable(x)) return library(inputs, attributes);
		const axis = axisOf(attributes, x);
		let begin = 0;
		return backend_util
			.prepareSplitSize(
				x as never,
				attributes.numOrSizeSplits as number | number[],
				axis,
			)
			.map((size) => {
				const part = cut(x, axis, begin, size);
				begin += size;
				return part;
			});
	});

	register(heap, "Concat", (inputs, attributes, library) => {
		const parts = Object.values(inputs);
		const whole = element(parts, 0);
		const { dtype } = whole;
		if (!parts.every((part) => movable(part) && part.dtype === dtype))
			return library(inputs, attributes);
		const shapes = parts.map(({ shape }) => shape);
		const axis = axisOf(attributes, whole);
		backend_util.assertParamsConsistent(shapes, axis);
		const out = heap.output(backend_util.computeOutShape(shapes, axis), dtype);
		const { rows, block } = around(out, axis);
		let to = heap.address(out, dtype);
		for (const part of parts) {
			const bytes = element(part.shape, axis) * block;
			kernels.copyRows(
				rows,
				bytes,
				heap.address(part, dtype),
				bytes,
				to,
				element(out.shape, axis) * block,
			);
			to += bytes;
		}
		return out;
	});

	register(heap, "Tile", (inputs, attributes, library) => {
		const { x } = inputs;
		const reps = attributes.reps as number[];
		if (!movable(x)) return library(inputs, attributes);
		const axes = reps.flatMap((times, axis) => (times === 1 ? [] : [axis]));
		if (axes.length === 0) axes.push(0);
		// The last axis comes first, so that the later passes copy long blocks.
		return passes(x, axes.reverse(), (from, axis) =>
			repeat(from, axis, element(reps, axis)),
		);
	});

	register(heap, "GatherV2", (inputs, attributes, library) => {
		const { x, indices } = inputs;
		if (!movable(x) || indices.dtype !== "int32" || attributes.batchDims !== 0)
			return library(inputs, attributes);
		const axis = axisOf(attributes, x);
		const { rows, block } = around(x, axis);
		const count = util.sizeFromShape(indices.shape);
		const list = heap.address(indices, "int32");
		const wrong = kernels.firstOutside(count, element(x.shape, axis), list);
		if (wrong >= 0) {
			throw new Error(
				`gather: index number ${wrong} is outside 0 ... ${element(x.shape, axis) - 1}`,
			);
		}
		const shape = x.shape.toSpliced(axis, 1, ...indices.shape);
		const out = heap.output(shape, x.dtype);
		kernels.pick(
			rows,
			element(x.shape, axis),
			block,
			count,
			heap.address(x, x.dtype),
			list,
			heap.address(out, x.dtype),
		);
		return out;
	});
}

/** Whether these are plain numbers, at least one, with at least one axis. */
function movable(x: TensorInfo): boolean {
	return (
		["float32", "int32", "bool"].includes(x.dtype) &&
		x.shape.length > 0 &&
		util.sizeFromShape(x.shape) > 0
	);
}

/** The axis that a call names, counted from the first. */
function axisOf({ axis }: Attributes, x: TensorInfo): number {
	return element(util.parseAxisParam(axis as number, x.shape), 0);
}

/** The number of blocks outside an axis, and the bytes inside it. */
function around(
	{ shape, dtype }: TensorInfo,
	axis: number,
): { readonly rows: number; readonly block: number } {
	return {
		rows: util.sizeFromShape(shape.slice(0, axis)),
		block:
			util.bytesPerElement(dtype) * util.sizeFromShape(shape.slice(axis + 1)),
	};
}
