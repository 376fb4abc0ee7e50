/** Site averages of even powers of the field: (1/V) sum_x phi_x^2 and (1/V) sum_x phi_x^4. */
import { scalarObservable } from "./real-scalar.js";

const symmetries = ["translation", "hypercubic", "signFlip"] as const;

export const phi2 = scalarObservable({
	name: "phi2",
	symbol: "⟨φ²⟩",
	label: "(1/V) Σ_x φ_x²",
	joint: "fast",
	law: true,
	replicas: true,
	symmetries,
	measure(fields, { size: sites }) {
		const values = new Float64Array(fields.length / sites);
		for (let i = 0, site = 0; i < values.length; i++) {
			let sum = 0;
			for (const end = site + sites; site < end; site++) {
				sum += fields[site] * fields[site];
			}
			values[i] = sum / sites;
		}
		return values;
	},
});

export const phi4 = scalarObservable({
	name: "phi4",
	symbol: "⟨φ⁴⟩",
	label: "(1/V) Σ_x φ_x⁴",
	joint: "fast",
	symmetries,
	measure(fields, { size: sites }) {
		const values = new Float64Array(fields.length / sites);
		for (let i = 0, site = 0; i < values.length; i++) {
			let sum = 0;
			for (const end = site + sites; site < end; site++) {
				const square = fields[site] * fields[site];
				sum += square * square;
			}
			values[i] = sum / sites;
		}
		return values;
	},
});
