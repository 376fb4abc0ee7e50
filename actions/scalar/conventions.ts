/**
 * Other parametrisations of phi^4 in use, converted to ours,
 *
 *   S = sum_x [ sum_mu (phi_{x+mu} - phi_x)^2 + m2 phi_x^2 + lambda phi_x^4 ].
 *
 * Substituting phi_ours = fieldScale * phi_theirs turns one action into the other, up to a constant
 * that is the same for every configuration.
 */

import { z } from "zod";
import { element } from "../../core/elements.js";
import type { Lattice } from "../../core/lattice.js";
import type { Convention } from "../action.js";

type Ours = { readonly m2: number; readonly lambda: number };

/**
 * S = sum_x [ -2 kappa sum_mu phi_x phi_{x+mu} + phi_x^2 + l (phi_x^2 - 1)^2 ], Hasenbusch,
 * hep-lat/9902026: the hopping-parameter form. With phi_ours = sqrt(kappa) phi:
 * m2 = (1 - 2 l)/kappa - 2 d, lambda = l / kappa^2.
 */
const hasenbusch: Convention<Ours> = {
	label: "S = Σ [−2κ Σ_μ φφ' + φ² + λ(φ² − 1)²]",
	parameters: z.strictObject({
		kappa: z.number().positive(),
		lambda: z.number().min(0),
	}),
	convert(theirs, lattice: Lattice) {
		const kappa = element(theirs, "kappa");
		const lambda = element(theirs, "lambda");
		return {
			parameters: {
				m2: (1 - 2 * lambda) / kappa - 2 * lattice.dimension,
				lambda: lambda / kappa ** 2,
			},
			fieldScale: Math.sqrt(kappa),
		};
	},
};

/**
 * S = sum_x [ -beta sum_mu phi_x phi_{x+mu} + (1 - 2 l) phi_x^2 + l phi_x^4 ], Bosetti, Del Debbio et al.,
 * arXiv:2105.12481: the same with beta = 2 kappa.
 */
const delDebbio: Convention<Ours> = {
	label: "S = Σ [−β Σ_μ φφ' + (1 − 2λ)φ² + λφ⁴]",
	parameters: z.strictObject({
		beta: z.number().positive(),
		lambda: z.number().min(0),
	}),
	convert: (theirs, lattice) =>
		hasenbusch.convert(
			{ ...theirs, kappa: element(theirs, "beta") / 2 },
			lattice,
		),
};

/** S = sum_x [ 1/2 sum_mu (phi_{x+mu} - phi_x)^2 + m2/2 phi_x^2 + coefficient phi_x^4 ]: phi_ours = phi / sqrt(2). */
function halved(
	label: string,
	coupling: "lambda" | "g",
	oursPerTheirs: number,
): Convention<Ours> {
	const parameters = z.strictObject({
		m2: z.number(),
		[coupling]: z.number().min(0),
	});
	return {
		label,
		parameters,
		convert: (theirs) => ({
			parameters: {
				m2: element(theirs, "m2"),
				lambda: oursPerTheirs * element(theirs, coupling),
			},
			fieldScale: Math.SQRT1_2,
		}),
	};
}

export const conventions = {
	hasenbusch,
	"del-debbio": delDebbio,
	/** Halves in front of the quadratic terms, none of lambda. */
	half: halved("S = Σ [½ Σ_μ (∂φ)² + ½ m2 φ² + λφ⁴]", "lambda", 4),
	/** Schaich and Loinaz, arXiv:0902.0045. */
	"schaich-loinaz": halved(
		"S = Σ [½ Σ_μ (∂φ)² + ½ m2 φ² + ¼ λφ⁴]",
		"lambda",
		1,
	),
	/** The normalisation of continuum textbooks. */
	factorial: halved("S = Σ [½ Σ_μ (∂φ)² + ½ m2 φ² + g/4! φ⁴]", "g", 1 / 6),
};
