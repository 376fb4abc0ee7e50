/**
 * Scalar phi^6 theory: phi^4 theory with one more coupling,
 *
 *   S = sum_x [ sum_mu (phi_{x+mu} - phi_x)^2 + m2 phi_x^2 + lambda phi_x^4 + eta phi_x^6 ],  eta > 0.
 *
 * Lambda may be negative: where it is, the transition in m2 can be of first order, and where it turns
 * from second to first order there is a tricritical point.
 *
 * `scalarAction` builds any action with this kinetic term and a polynomial potential. It also tells
 * samplers the polynomial, so that fused kernels apply.
 */
import { scalarAction, z } from "latticebench";

/** @type {import("latticebench").ActionDefinition<{ m2: number, lambda: number, eta: number }>} */
export const phi6 = {
	name: "phi6",
	symbol: "φ⁶",
	couplings: { m2: "m²", lambda: "λ", eta: "η" },
	label:
		"S = Σ_x [Σ_μ (φ_{x+μ} − φ_x)² + m2 φ_x² + lambda φ_x⁴ + eta φ_x⁶], eta > 0",
	reference:
		"I. D. Lawrie, S. Sarbach, Phase Transitions and Critical Phenomena 9 (1984)",
	parameters: z.strictObject({
		m2: z.number(),
		lambda: z.number(),
		eta: z.number().positive(),
	}),
	create(lattice, parameters) {
		const { m2, lambda, eta } = parameters;
		return scalarAction("phi6", lattice, parameters, {
			kinetic: 1,
			potential: [0, 0, m2, 0, lambda, 0, eta],
		});
	},
};
