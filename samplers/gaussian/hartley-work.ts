/** Counts the arithmetic of the Hartley transform of a lattice (tensor/kernels/hartley.as.ts): a floor for every implementation. */
import type { Lattice } from "../../core/lattice.js";

/** Multiplications and additions of the whole lattice, every direction, without the factor V^(-1/2). */
export function hartleyOperations({ sites, shape }: Lattice): number {
	return shape.reduce(
		(sum, extent) => sum + (sites / extent) * lineOperations(extent),
		0,
	);
}

/** A line of L = m 2^p numbers. */
function lineOperations(extent: number): number {
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
	return (
		2 * lineOperations(half) + 2 + middle + 10 * Math.floor((half - 1) / 2)
	);
}
