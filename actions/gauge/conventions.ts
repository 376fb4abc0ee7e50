/**
 * Other parametrisations of Wilson's action in use, converted to ours, S = -(beta/N) sum Re tr P. They differ from it
 * by a constant at most, so that configurations and averages are the same and log Z is not. How the generators are
 * normalised (tr T_a T_b = -1/2 delta here, -1 or -2 elsewhere) changes forces, step sizes and flow times, and neither
 * S nor beta.
 */

import { z } from "zod";
import { element } from "../../core/elements.js";
import type { Convention } from "../action.js";

export type WilsonParameters = { readonly beta: number };

export const wilsonParameters = z.strictObject({ beta: z.number().min(0) });

/** Of U(1), N = 1, or SU(N). */
export function wilsonConventions(
	colours: number,
): Readonly<Record<string, Convention<WilsonParameters>>> {
	const abelian = colours === 1;
	const factor = abelian ? 1 : 2 * colours;
	const oneParameter = (
		label: string,
		key: string,
		beta: (value: number) => number,
		parameter = z.number().min(0),
	): Convention<WilsonParameters> => ({
		label,
		parameters: z.strictObject({ [key]: parameter }),
		convert: (theirs) => ({
			parameters: { beta: beta(element(theirs, key)) },
			fieldScale: 1,
		}),
	});
	const trace = abelian ? "cos P" : `Re tr P / ${colours}`;
	const inverse = abelian ? "1/g²" : `${factor}/g²`;
	return {
		/** The action that vanishes at the unit links: log Z differs by -beta times the number of plaquettes. */
		"one-minus": oneParameter(`S = β Σ (1 − ${trace})`, "beta", (beta) => beta),
		/** The square of the bare coupling. */
		"bare-coupling": oneParameter(
			`S = −(${inverse}) Σ ${trace}`,
			"g2",
			(g2) => factor / g2,
			z.number().positive(),
		),
		"inverse-coupling": oneParameter(
			`S = −${abelian ? "" : `${factor} × `}inverseG2 Σ ${trace}`,
			"inverseG2",
			(inverseG2) => factor * inverseG2,
		),
		...(abelian
			? {}
			: {
					/** Without the 1/N in front of the trace. */
					"bare-trace": oneParameter(
						"S = −β Σ Re tr P",
						"beta",
						(beta) => colours * beta,
					),
				}),
	};
}
