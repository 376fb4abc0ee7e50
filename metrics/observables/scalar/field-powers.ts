/** Site averages of even powers of the field: (1/V) sum_x phi_x^2 and (1/V) sum_x phi_x^4. */
import type { Observable } from "../../observable.js";

export const phi2: Observable = {
	name: "phi2",
	label: "(1/V) Σ_x φ_x²",
	measure(fields, { sites }) {
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
};

export const phi4: Observable = {
	name: "phi4",
	label: "(1/V) Σ_x φ_x⁴",
	measure(fields, { sites }) {
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
};
