/** For which actions there is a path from a free field. */
import { type Action, polynomialOf } from "../../actions/action.js";
import { describeSpace, isRealScalar } from "../../core/field-space.js";
import { no, type Verdict } from "../../core/verdict.js";
import { fusedPolynomial, kernelNeeds } from "../hmc/fused.js";

/** @param sampler its name, for the reason */
export function pathSupports(sampler: string, action: Action): Verdict {
	if (!isRealScalar(action.space))
		return no(
			`${sampler} starts from a free field of one real number per site, and this action has ${describeSpace(action.space)}`,
		);
	const local = polynomialOf(action);
	if (local === undefined || !(local.kinetic > 0))
		return no(
			`${sampler} needs a nearest-neighbour kinetic term and a polynomial potential for its path from a free field`,
		);
	return fusedPolynomial(action, "simd") === undefined
		? { ok: true, note: `by automatic differentiation; ${kernelNeeds("simd")}` }
		: { ok: true };
}
