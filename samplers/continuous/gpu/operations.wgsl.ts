/**
 * Counts the float32 instructions of one evaluation of the equivariant flow's field, and of its
 * adjoint, for one sample. A multiply-add counts once, and so does an addition or multiplication
 * alone. This is a lower bound for the kernels: addresses, memory and waiting come on top. The
 * transform is counted from its code. For each channel a site costs 4 for a spline and 1 for a
 * product in Hartley space, and about 30 each time that the weights of a spline are found.
 */

import { hartleyLine } from "./hartley.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";

const spline = 4;
const product = 1;
const weights = 30;
/** 6 for the divergence, 4 for the sums of the integrator. */
const stage = 10;

type Size = Pick<CnfShape, "shape" | "bonds">;

function sitesOf({ shape }: Size): number {
	return shape.reduce((volume, extent) => volume * extent, 1);
}

function transformOperations(size: Size): number {
	return size.shape.reduce(
		(sum, extent) =>
			sum +
			(sitesOf(size) / extent) *
				hartleyLine("count", extent, (index) => index).operations,
		0,
	);
}

export function fieldOperations(size: Size): number {
	return (
		(size.bonds + 1) * transformOperations(size) +
		sitesOf(size) * (weights + size.bonds * (spline + product) + stage)
	);
}

/**
 * Transforms of the cotangent and of each channel back, and slopes of the channels. If it `learns`,
 * also the channels and their transforms once more, a product for the gradient of the multipliers,
 * and four products and sums into the tables.
 */
export function adjointOperations(size: Size, learns: boolean): number {
	const { bonds } = size;
	const sites = sitesOf(size);
	const back =
		(bonds + 1) * transformOperations(size) +
		sites * (2 * weights + bonds * (spline + 2 * product) + stage);
	if (!learns) return back;
	return (
		back +
		bonds * transformOperations(size) +
		sites * (weights + bonds * (spline + product + 8))
	);
}
