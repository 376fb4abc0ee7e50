/**
 * Instructions of float32 in one evaluation of the equivariant flow's field, and of its adjoint, for one
 * sample: multiply-adds, and additions or multiplications alone. It is what the kernels do at least:
 * addresses, memory and waiting come on top. The transform is counted from its code; a site costs, for
 * each channel, 4 for a spline and 1 for a product in Hartley space, and about 30 for the weights of a
 * spline each time that they are found.
 */

import { hartleyLine } from "./hartley.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";

const spline = 4;
const product = 1;
const weights = 30;
/** Divergence 6, sums of the integrator 4. */
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
 * Transforms of the cotangent and of each channel back, slopes of the channels. Where it `learns`,
 * channels and their transforms once more, a product for the multipliers' gradient, and four products
 * and sums into the tables.
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
