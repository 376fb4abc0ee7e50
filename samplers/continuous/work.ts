/**
 * Counts the arithmetic of the equivariant flow's algorithm (samplers/continuous/simd/*.as.ts):
 * multiplications and additions of one sample, for one evaluation of the field and one of its
 * adjoint. Transposing numbers between layouts, lookups and the tables themselves are left out, so
 * the count is a floor.
 */
import type { Lattice } from "../../core/lattice.js";
import { hartleyOperations } from "../gaussian/hartley-work.js";

/** Position and weights of the spline at a site, with slopes. */
const locateOperations = 40;
/** Four weights times four coefficients. */
const interpolateOperations = 7;

function field(lattice: Lattice, channels: number): number {
	const perSite =
		locateOperations +
		(channels + 1) * interpolateOperations +
		2 * channels +
		// A stage of RK4.
		4;
	return lattice.sites * perSite + (channels + 1) * hartleyOperations(lattice);
}

function adjoint(lattice: Lattice, channels: number): number {
	const perChannel =
		// Gradient of the multipliers, the multiplied spectrum, slope, gradient of four coefficients, sum.
		2 + 1 + interpolateOperations + 8 + 2;
	const trace = 20 + 8;
	const perSite = locateOperations + trace + channels * perChannel + 8;
	return lattice.sites * perSite + (channels + 1) * hartleyOperations(lattice);
}

/** Multiplications and additions of one sample's way through the flow, and of a training step's way back. */
export function cnfOperations(
	lattice: Lattice,
	steps: number,
	channels: number,
): { readonly forward: number; readonly back: number } {
	const stages = 4 * steps;
	return {
		forward: stages * field(lattice, channels),
		back: stages * adjoint(lattice, channels),
	};
}
