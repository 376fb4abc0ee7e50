/** Site averages of even powers of the field: (1/V) sum_x phi_x^2 and (1/V) sum_x phi_x^4. */
import { scalarObservable } from "./real-scalar.js";
import { siteSums } from "./site-sums.js";

const symmetries = ["translation", "hypercubic", "signFlip"] as const;

export const phi2 = scalarObservable({
	name: "phi2",
	symbol: "⟨φ²⟩",
	label: "(1/V) Σ_x φ_x²",
	joint: "fast",
	law: true,
	replicas: true,
	symmetries,
	measure: (fields, { lattice }) => siteSums(fields, lattice).phi2,
});

export const phi4 = scalarObservable({
	name: "phi4",
	symbol: "⟨φ⁴⟩",
	label: "(1/V) Σ_x φ_x⁴",
	joint: "fast",
	symmetries,
	measure: (fields, { lattice }) => siteSums(fields, lattice).phi4,
});
