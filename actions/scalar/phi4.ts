/**
 * Scalar phi^4 theory on a periodic lattice,
 *
 *   S = sum_x [ sum_mu (phi_{x+mu} - phi_x)^2 + m2 phi_x^2 + lambda phi_x^4 ],   no factor 1/2,
 *
 * as in Albergo, Kanwar, Shanahan, arXiv:1904.12072. m2 may be negative; lambda >= 0, and lambda = 0
 * needs m2 > 0 for the density to be normalisable.
 */
import { z } from "zod";
import type { Lattice } from "../../core/lattice.js";
import type { ActionDefinition } from "../action.js";
import { conventions } from "./conventions.js";
import { scalarAction } from "./scalar-action.js";

export type Phi4Parameters = { readonly m2: number; readonly lambda: number };

export const phi4: ActionDefinition<Phi4Parameters> = {
	name: "phi4",
	label: "S = Σ_x [Σ_μ (φ_{x+μ} − φ_x)² + m2 φ_x² + lambda φ_x⁴]",
	reference: "arXiv:1904.12072",
	symbol: "φ⁴",
	parameters: z
		.strictObject({ m2: z.number(), lambda: z.number().min(0) })
		.refine((p) => p.lambda > 0 || p.m2 > 0, {
			message:
				"exp(-S) is normalisable only if lambda > 0, or lambda = 0 and m2 > 0",
		}),
	couplings: { m2: "m²", lambda: "λ" },
	conventions,
	create(lattice: Lattice, parameters: Phi4Parameters) {
		const { m2, lambda } = parameters;
		return scalarAction("phi4", lattice, parameters, {
			kinetic: 1,
			potential: [0, 0, m2, 0, lambda],
		});
	},
};
