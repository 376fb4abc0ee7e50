/** S/V, from the action values that the sampler has already computed. Every action has it. */
import type { Observable } from "../observable.js";

export const actionDensity: Observable = {
	name: "actionDensity",
	symbol: "⟨S⟩/V",
	label: "S / V",
	family: "any",
	joint: "fast",
	// Of a polynomial of degree four.
	duplicates: ["phi2", "phi4", "isingEnergy"],
	trace: true,
	histogram: true,
	measure: (_fields, { lattice }, actionValues) =>
		actionValues.map((value) => value / lattice.sites),
};
