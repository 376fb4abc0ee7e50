/**
 * The nearest-neighbour product (1/(dV)) sum_x sum_mu phi_x phi_{x+mu}, "Ising energy" in
 * arXiv:1904.12072. In a direction of extent 2 the sum contains each pair twice.
 */
import { summed, vectorObservable } from "./vectors.js";

export const isingEnergy = vectorObservable({
	name: "isingEnergy",
	symbol: "Ising energy",
	label: "(1/(dV)) Σ_x Σ_μ φ_x φ_{x+μ}",
	joint: "fast",
	law: true,
	symmetries: ["translation", "hypercubic", "signFlip"],
	measure: summed((fields, { lattice }) => {
		const { sites, dimension, shape, strides } = lattice;
		const values = new Float64Array(fields.length / sites);
		for (let i = 0; i < values.length; i++) {
			const first = i * sites;
			let sum = 0;
			for (let mu = 0; mu < dimension; mu++) {
				const stride = strides[mu];
				const block = stride * shape[mu];
				const inner = block - stride; // sites whose neighbour does not wrap
				for (let start = first; start < first + sites; start += block) {
					for (let x = start; x < start + inner; x++) {
						sum += fields[x] * fields[x + stride];
					}
					for (let x = start + inner; x < start + block; x++) {
						sum += fields[x] * fields[x - inner];
					}
				}
			}
			values[i] = sum / (dimension * sites);
		}
		return values;
	}),
});
