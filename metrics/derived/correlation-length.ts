/**
 * Second-moment correlation length,
 *
 *   xi_mu = sqrt(G(0)/G(k_mu) - 1) / (2 sin(pi / L_mu)),   k_mu = 2 pi e_mu / L_mu,
 *
 * averaged over the directions with L_mu > 1; on a hypercubic lattice from the average of G(k_mu).
 * If no sign flip makes <m> vanish, the disconnected part V <m>^2 is subtracted from G(0).
 */
import { element } from "../../core/elements.js";
import { needsSeveralSites } from "../observables/scalar/real-scalar.js";
import { lowestModeColumn } from "../observables/scalar/two-point.js";
import { vectorDerived } from "../observables/scalar/vectors.js";
import type { Derived } from "./derived.js";

export const correlationLength: Derived = vectorDerived({
	name: "correlationLength",
	symbol: "ξ",
	label: "(1/d) Σ_μ √(G̃(0)/G̃(2π e_μ/L_μ) − 1) / (2 sin(π/L_μ))",
	applies: needsSeveralSites,
	of({ space, symmetries }) {
		const { lattice } = space;
		const { shape } = lattice;
		const wide = shape.flatMap((extent, mu) => (extent > 1 ? [mu] : []));
		const cubic = shape.every((extent) => extent === shape[0]);
		const modes = cubic ? ["twoPointK1"] : wide.map(lowestModeColumn);
		const extents = cubic
			? shape.slice(0, 1)
			: wide.map((mu) => element(shape, mu));
		const subtract = !symmetries.has("signFlip");
		return {
			needs: ["twoPoint0", ...modes, ...(subtract ? ["magnetization"] : [])],
			value([zero = Number.NaN, ...others]) {
				const lowest = others.slice(0, modes.length);
				const mean = others[modes.length] ?? 0;
				const connected = subtract ? zero - lattice.sites * mean * mean : zero;
				let sum = 0;
				for (const [k, mode] of lowest.entries()) {
					sum +=
						Math.sqrt(connected / mode - 1) /
						(2 * Math.sin(Math.PI / element(extents, k)));
				}
				return sum / lowest.length;
			},
		};
	},
});
