/**
 * Susceptibilities and the Binder cumulant, from the moments of the mean field m. The literature calls
 * two quantities "susceptibility". Here they have two names: susceptibility V <m^2> (chi_2 of
 * arXiv:1904.12072 in the symmetric phase), and connectedSusceptibility V (<m^2> - <|m|>^2)
 * (arXiv:2207.00283).
 */
import { vectorDerived } from "../observables/scalar/vectors.js";
import type { Derived } from "./derived.js";

export const susceptibility: Derived = vectorDerived({
	name: "susceptibility",
	symbol: "χ",
	label: "V ⟨m²⟩",
	of: ({ space }) => ({
		needs: ["magnetization2"],
		value: ([m2]) => space.lattice.sites * m2,
	}),
});

export const connectedSusceptibility: Derived = vectorDerived({
	name: "connectedSusceptibility",
	symbol: "χ, connected",
	label: "V (⟨m²⟩ − ⟨|m|⟩²)",
	of: ({ space }) => ({
		needs: ["magnetization2", "absMagnetization"],
		value: ([m2, modulus]) => space.lattice.sites * (m2 - modulus * modulus),
	}),
});

export const binder: Derived = vectorDerived({
	name: "binder",
	symbol: "Binder U₄",
	label: "1 − ⟨m⁴⟩ / (3 ⟨m²⟩²)",
	of: () => ({
		needs: ["magnetization4", "magnetization2"],
		value: ([m4, m2]) => 1 - m4 / (3 * m2 * m2),
	}),
});
