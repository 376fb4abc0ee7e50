/** Which actions the kernels of local updates treat: a nearest-neighbour kinetic term and an even polynomial. */
import { type Action, polynomialOf } from "../../../actions/action.js";
import type { Couplings } from "./program.js";

/**
 * The couplings of an action whose potential is even and of `degree` (4 or 6) at most. The
 * constant of S is left out.
 */
export function evenCouplings(
	action: Action,
	degree: 4 | 6,
): Couplings | undefined {
	const local = polynomialOf(action);
	if (local === undefined) return undefined;
	const fits = local.potential.every(
		(coefficient, power) =>
			coefficient === 0 || (power % 2 === 0 && power <= degree),
	);
	if (!fits) return undefined;
	const [, , quadratic = 0, , quartic = 0, , sextic = 0] = local.potential;
	return { kinetic: local.kinetic, quadratic, quartic, sextic };
}

/** "it needs ...", for people. */
export function localNeeds(degree: 4 | 6): string {
	return `it needs one real number per site, a nearest-neighbour kinetic term and an even polynomial of degree ${degree} at most`;
}

/** Coefficient of phi_x^2 with the links written as products: c2 + kinetic times the number of links of a site. */
export function squareCoefficient(
	{ kinetic, quadratic }: Couplings,
	shape: readonly number[],
): number {
	return quadratic + 2 * kinetic * shape.filter((extent) => extent > 1).length;
}

/** Terms of the potential of one site given the others: phi^2 is always there, since the links have it. */
export function localPowers({ quartic, sextic }: Couplings): number {
	return 1 + (quartic === 0 ? 0 : 1) + (sextic === 0 ? 0 : 1);
}
