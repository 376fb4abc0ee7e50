/** Counts the arithmetic of the heat bath of unit vectors of n components. */
import type { FieldSpace } from "../../../core/field-space.js";
import { linksOf } from "../../work.js";

/** The field h: the sum of neighbours, times beta. */
function field({ lattice, components }: FieldSpace): number {
	return components * linksOf(lattice);
}

/** A scalar product of two vectors. */
const product = (n: number) => 2 * n - 1;

/** Of a sweep of each kind. */
export function spinSweepOperations(space: FieldSpace) {
	const { components: n, lattice } = space;
	const h = field(space);
	// The random vector's part along h is taken off, and the rest is measured.
	const across = product(n) + 2 * n + product(n);
	return {
		// h and its length; the axis, the parts along it and across, their sum.
		heatBath: lattice.sites * (h + product(n) + across + 4 * n),
		// h^2 and h.s, then their ratio twice times h less s.
		overrelax: lattice.sites * (h + 2 * product(n) + 2 + 2 * n),
	};
}
