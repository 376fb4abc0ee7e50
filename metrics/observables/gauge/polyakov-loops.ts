/**
 * Polyakov loops: lines of links that close around the lattice, L = product of U_mu along the direction mu. In U(1) a
 * single line has |tr L|^2 = 1. The order parameter of the centre symmetry is the mean of tr L over parallel lines.
 */
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import type { FieldSpace } from "../../../core/field-space.js";
import { linkMeans } from "./link-means.js";
import { gaugeObservable } from "./link-observable.js";
import type { Fields } from "./simd/measure.js";

/** Squares of traces that are divided by N. */
function squares(
	which: "lines" | "meanLines",
	fields: Fields,
	space: FieldSpace,
): Float64Array {
	const { colours } = linkAlgebra(space);
	return linkMeans(fields, space)[which].map((value) => colours ** 2 * value);
}

const symmetries = [
	"translation",
	"hypercubic",
	"gauge",
	"chargeConjugation",
] as const;

export const polyakovLoop = gaugeObservable({
	name: "polyakovLoop",
	symbol: "⟨|tr L|²⟩",
	label: "|tr L|² of lines around the lattice, mean over lines and directions",
	applies: ({ space }) =>
		space.manifold === "circle"
			? { ok: false, reason: "every line of U(1) has |L| = 1" }
			: { ok: true },
	joint: "slow",
	symmetries,
	measure: (fields, space) => squares("lines", fields, space),
});

export const meanPolyakovLoop = gaugeObservable({
	name: "meanPolyakovLoop",
	symbol: "⟨|l|²⟩",
	label: "|l|², l the mean of tr L over parallel lines, mean over directions",
	joint: "slow",
	trace: true,
	symmetries,
	measure: (fields, space) => squares("meanLines", fields, space),
});
