/**
 * Additions and multiplications of one evaluation of the equivariant flow's field, and of its adjoint,
 * for one sample: what the kernels do at least. Counted from the transform's code; a site costs, for
 * each channel, 7 for a spline and 2 for a product in Hartley space, and about 30 for the spline's
 * weights, each time that they are found.
 */
import type { CnfShape } from "./cnf-shape.js";
import { hartleyLine } from "./hartley.js";

const spline = 7;
const weights = 30;
/** Divergence 7, sums of the integrator 6. */
const stage = 13;

function transformOperations({ shape, sites }: CnfShape): number {
	return shape.reduce(
		(sum, extent) =>
			sum +
			(sites / extent) *
				hartleyLine("count", extent, (index) => index).operations,
		0,
	);
}

export function fieldOperations(shape: CnfShape): number {
	const { bonds, sites } = shape;
	return (
		(bonds + 1) * transformOperations(shape) +
		sites * (weights + bonds * (spline + 2) + stage)
	);
}

/** Where it `learns`, with another transform of each channel, and 8 into the tables. */
export function adjointOperations(shape: CnfShape, learns: boolean): number {
	const { bonds, sites } = shape;
	const back =
		(bonds + 1) * transformOperations(shape) +
		sites * (2 * weights + bonds * (spline + 3) + stage);
	if (!learns) return back;
	return (
		back +
		bonds * transformOperations(shape) +
		sites * (weights + bonds * (spline + 2 + 8))
	);
}
