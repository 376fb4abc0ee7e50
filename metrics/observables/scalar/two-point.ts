/**
 * The momentum-space propagator at the two lowest momenta,
 *
 *   twoPoint0 = V m^2,   twoPointK1 = (1/d) sum_mu |phi~(2 pi e_mu / L_mu)|^2 / V,
 *   phi~(k) = sum_x phi_x exp(-i k x).
 *
 * Only sums over slices enter, so no Fourier transform is needed.
 */
import type { Action } from "../../../actions/action.js";
import { type Columns, noColumns } from "../../columns.js";
import { needsVectors, summed, vectorObservable } from "./vectors.js";

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
			shape.map((_, mu) => summed(({ modes }) => modes[mu])(fields, space)),
	};
}

const symmetries = ["translation", "hypercubic", "signFlip"] as const;

export const twoPoint0 = vectorObservable({
	name: "twoPoint0",
	symbol: "G(0)",
	label: "V m² = |φ̃(0)|² / V",
	duplicates: ["magnetization2"],
	symmetries,
	measure: summed(({ mean }, { sites }) => mean.map((m) => sites * m * m)),
});

export const twoPointK1 = vectorObservable({
	name: "twoPointK1",
	symbol: "G(k₁)",
	label: "(1/d) Σ_μ |φ̃(2π e_μ / L_μ)|² / V",
	joint: "fast",
	law: true,
	symmetries,
	measure: summed(({ modes }, lattice) => {
		const mean = new Float64Array(modes[0].length);
		for (const mode of modes)
			for (let i = 0; i < mean.length; i++)
				mean[i] += mode[i] / lattice.dimension;
		return mean;
	}),
});
