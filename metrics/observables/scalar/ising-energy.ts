/**
 * The nearest-neighbour product (1/(dV)) sum_x sum_mu phi_x phi_{x+mu}, "Ising energy" in
 * arXiv:1904.12072. In a direction of extent 2 the sum contains each pair twice.
 */
import { wideDirections } from "./site-sums.js";
import { summed, vectorObservable } from "./vectors.js";

export const isingEnergy = vectorObservable({
	name: "isingEnergy",
	symbol: "Ising energy",
	label: "(1/(dV)) Σ_x Σ_μ φ_x φ_{x+μ}",
	joint: "fast",
	law: true,
	symmetries: ["translation", "hypercubic", "signFlip"],
	measure: summed(({ hopping, phi2 }, lattice) => {
		const { dimension } = lattice;
		// In a direction of one site a site is its own neighbour.
		const narrow = dimension - wideDirections(lattice).length;
		return hopping.map((sum, i) => (sum + narrow * phi2[i]) / dimension);
	}),
});
