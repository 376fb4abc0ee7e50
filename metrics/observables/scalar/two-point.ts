/**
 * The momentum-space propagator at the two lowest momenta,
 *
 *   twoPoint0 = V m^2,   twoPointK1 = (1/d) sum_mu |phi~(2 pi e_mu / L_mu)|^2 / V,
 *   phi~(k) = sum_x phi_x exp(-i k x).
 *
 * Only sums over slices enter, so no Fourier transform is needed.
 */
import type { Action } from "../../../actions/action.js";
import type { Lattice } from "../../../core/lattice.js";
import { type Columns, noColumns } from "../../columns.js";
import { meanField } from "./magnetization.js";
import { sliceSums } from "./slices.js";
import { needsVectors, summed, vectorObservable } from "./vectors.js";

/** |phi~(2 pi e_mu / L_mu)|^2 / V of every configuration: [count, ...shape] -> [count]. */
function lowestMode(
	fields: Float32Array | Float64Array,
	lattice: Lattice,
	mu: number,
): Float64Array {
	const extent = lattice.shape[mu];
	const wave = (2 * Math.PI) / extent;
	const cosines = Float64Array.from({ length: extent }, (_, s) =>
		Math.cos(wave * s),
	);
	const sines = Float64Array.from({ length: extent }, (_, s) =>
		Math.sin(wave * s),
	);
	const sums = new Float64Array(extent);
	const values = new Float64Array(fields.length / lattice.sites);
	for (let i = 0; i < values.length; i++) {
		sliceSums(fields, i * lattice.sites, lattice, mu, sums);
		let real = 0;
		let imaginary = 0;
		for (let s = 0; s < extent; s++) {
			real += sums[s] * cosines[s];
			imaginary += sums[s] * sines[s];
		}
		values[i] = (real * real + imaginary * imaginary) / lattice.sites;
	}
	return values;
}

/** Column with |phi~(k_mu)|^2 / V of one direction. */
export function lowestModeColumn(mu: number): string {
	return `twoPointK1:${mu}`;
}

/** One column for each direction of a lattice with unequal extents; `twoPointK1` says it all for equal ones. */
export function lowestModeColumns(action: Action): Columns {
	const { space } = action;
	const { lattice } = space;
	const { shape } = lattice;
	if (!needsVectors(action).ok || shape.every((extent) => extent === shape[0]))
		return noColumns;
	return {
		names: shape.map((_, mu) => lowestModeColumn(mu)),
		measure: (fields) =>
			shape.map((_, mu) =>
				summed((one) => lowestMode(one, lattice, mu))(fields, space),
			),
	};
}

const symmetries = ["translation", "hypercubic", "signFlip"] as const;

export const twoPoint0 = vectorObservable({
	name: "twoPoint0",
	symbol: "G(0)",
	label: "V m² = |φ̃(0)|² / V",
	duplicates: ["magnetization2"],
	symmetries,
	measure: summed((fields, { lattice }) =>
		meanField(fields, lattice).map((m) => lattice.sites * m * m),
	),
});

export const twoPointK1 = vectorObservable({
	name: "twoPointK1",
	symbol: "G(k₁)",
	label: "(1/d) Σ_μ |φ̃(2π e_μ / L_μ)|² / V",
	joint: "fast",
	law: true,
	symmetries,
	measure: summed((fields, { lattice }) => {
		const mean = new Float64Array(fields.length / lattice.sites);
		for (let mu = 0; mu < lattice.dimension; mu++) {
			const mode = lowestMode(fields, lattice, mu);
			for (let i = 0; i < mean.length; i++) {
				mean[i] += mode[i] / lattice.dimension;
			}
		}
		return mean;
	}),
});
