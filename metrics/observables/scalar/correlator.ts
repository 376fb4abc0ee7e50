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
import { sliceSums } from "./slices.js";
import { componentsOf, needsVectors } from "./vectors.js";

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
	return {
		names: correlatorColumns(lattice),
		measure(fields) {
			const [sum, ...others] = componentsOf(fields, space).map((one) =>
				measureCorrelator(one.fields, lattice),
			);
			for (const other of others)
				sum.forEach((values, t) => {
					for (let i = 0; i < values.length; i++) values[i] += other[t][i];
				});
			return sum;
		},
	};
}

/** [count, ...shape] -> one array of length count for each t = 0 ... floor(T/2). */
export function measureCorrelator(
	fields: Float32Array | Float64Array,
	lattice: Lattice,
): Float64Array[] {
	const extent = temporalExtent(lattice);
	const count = fields.length / lattice.sites;
	const lags = Math.floor(extent / 2) + 1;
	const correlator = Array.from(
		{ length: lags },
		() => new Float64Array(count),
	);
	const directions = lattice.shape.flatMap((length, mu) =>
		length === extent ? [mu] : [],
	);
	const area = lattice.sites / extent;
	const scale = 1 / (area * lattice.sites * directions.length);
	const sums = new Float64Array(2 * extent); // two periods, so that s + t needs no wrap
	for (let i = 0; i < count; i++) {
		for (const mu of directions) {
			sliceSums(fields, i * lattice.sites, lattice, mu, sums);
			sums.copyWithin(extent, 0, extent);
			for (let t = 0; t < lags; t++) {
				let sum = 0;
				for (let s = 0; s < extent; s++) sum += sums[s] * sums[s + t];
				correlator[t][i] += scale * sum;
			}
		}
	}
	return correlator;
}
