/**
 * Counts the arithmetic of the equivariant flow's algorithm (samplers/continuous/simd/*.as.ts):
 * multiplications and additions of one sample, for one evaluation of the field and one of its
 * adjoint. Transposing numbers between layouts, lookups and the tables themselves are left out, so
 * the count is a floor.
 */
import type { Lattice } from "../../core/lattice.js";

/** Position and weights of the spline at a site, with slopes. */
const locateOperations = 40;
/** Four weights times four coefficients. */
const interpolateOperations = 7;

/** A line of L = m 2^p numbers. */
function hartleyLine(extent: number): number {
	const codelets: Readonly<Record<number, number>> = {
		1: 0,
		2: 2,
		3: 6,
		4: 8,
		5: 24,
		6: 28,
		8: 24,
	};
	const known = codelets[extent];
	if (known !== undefined) return known;
	if (extent % 2 === 1) {
		// Sums and differences of mirror images, then two square sums of (m - 1) / 2 terms.
		const half = (extent - 1) / 2;
		return 3 * half + 4 * half * half + 2 * half;
	}
	const half = extent / 2;
	const middle = half % 2 === 0 ? 2 : 0;
	return 2 * hartleyLine(half) + 2 + middle + 10 * Math.floor((half - 1) / 2);
}

/** The whole lattice, every direction. */
function hartley({ sites, shape }: Lattice): number {
	return shape.reduce(
		(sum, extent) => sum + (sites / extent) * hartleyLine(extent),
		0,
	);
}

function field(lattice: Lattice, channels: number): number {
	const perSite =
		locateOperations +
		(channels + 1) * interpolateOperations +
		2 * channels +
		// A stage of RK4.
		4;
	return lattice.sites * perSite + (channels + 1) * hartley(lattice);
}

function adjoint(lattice: Lattice, channels: number): number {
	const perChannel =
		// Gradient of the multipliers, the multiplied spectrum, slope, gradient of four coefficients, sum.
		2 + 1 + interpolateOperations + 8 + 2;
	const trace = 20 + 8;
	const perSite = locateOperations + trace + channels * perChannel + 8;
	return lattice.sites * perSite + (channels + 1) * hartley(lattice);
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
