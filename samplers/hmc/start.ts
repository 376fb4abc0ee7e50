/** Where the chains of Hamiltonian Monte Carlo start. */
import { type Action, polynomialOf } from "../../actions/action.js";
import { fillNormal, type Random } from "../../core/random.js";
import type { HmcOptions } from "./options.js";

/**
 * Typical size of a field value: the minimum of the potential of a single site where it has a
 * double well, the width of a Gaussian where it does not, 1 where the action does not say.
 */
export function fieldScale(action: Action): number {
	const polynomial = polynomialOf(action);
	if (polynomial === undefined) return 1;
	const [, , quadratic = 0, , quartic = 0] = polynomial.potential;
	if (quadratic < 0 && quartic > 0)
		return Math.sqrt(-quadratic / (2 * quartic));
	if (quadratic > 0) return Math.min(1, Math.sqrt(1 / (2 * quadratic)));
	return quartic > 0 ? (4 * quartic) ** -0.25 : 1;
}

/** [chains, V]. */
export function startFields(
	action: Action,
	start: HmcOptions["start"],
	chains: number,
	random: Random,
): Float64Array {
	const { sites } = action.space.lattice;
	const fields = new Float64Array(chains * sites);
	if (start === "cold") return fields;
	const scale = fieldScale(action);
	fillNormal(random, fields);
	for (let chain = 0; chain < chains; chain++) {
		const centre = start === "wells" ? (chain % 2 === 0 ? scale : -scale) : 0;
		const spread = start === "wells" ? 0.1 * scale : scale;
		for (let i = chain * sites; i < (chain + 1) * sites; i++)
			fields[i] = centre + spread * fields[i];
	}
	return fields;
}
