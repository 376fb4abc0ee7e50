/**
 * Zero-momentum two-point function of each configuration,
 *
 *   C(t) = (1/A) sum_{x_perp} (1/V) sum_y phi_y phi_{y + (x_perp, t)} = (1/(A V)) sum_s P(s) P(s+t),
 *
 * with P the sums over slices of A sites, averaged over the directions of largest extent T
 * (all of them on a hypercubic lattice). C(t) = C(T-t), so t = 0 ... floor(T/2) is kept.
 */
import type { Action } from "../../../actions/action.js";
import type { Lattice } from "../../../core/lattice.js";
import { type Columns, noColumns } from "../../columns.js";
import { needsVectors, sumsOf } from "./vectors.js";

/** Extent T of the directions along which C(t) is taken. */
export function temporalExtent(lattice: Lattice): number {
	return Math.max(...lattice.shape);
}

/** Column with C(t). */
export function correlatorColumn(t: number): string {
	return `correlator:${t}`;
}

/** Columns with C(t), t = 0 ... floor(T/2). */
export function correlatorColumns(lattice: Lattice): string[] {
	const lags = Math.floor(temporalExtent(lattice) / 2) + 1;
	return Array.from({ length: lags }, (_, t) => correlatorColumn(t));
}

/** C(t) of a real scalar field, and the sum over components of spins; other fields have none. */
export function correlator(action: Action): Columns {
	const { space } = action;
	const { lattice } = space;
	if (!needsVectors(action).ok) return noColumns;
	const extent = temporalExtent(lattice);
	const directions = lattice.shape.filter((length) => length === extent).length;
	const area = lattice.sites / extent;
	const scale = 1 / (area * lattice.sites * directions);
	return {
		names: correlatorColumns(lattice),
		measure(fields) {
			const found = correlatorColumns(lattice).map(
				() => new Float64Array(fields.length / space.size),
			);
			for (const { correlator } of sumsOf(fields, space)) {
				found.forEach((values, t) => {
					const own = correlator[t];
					for (let i = 0; i < values.length; i++) values[i] += scale * own[i];
				});
			}
			return found;
		},
	};
}
