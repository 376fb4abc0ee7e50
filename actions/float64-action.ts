/**
 * S in float64, written out from the action's structure: the yardstick for what samplers, kernels and
 * modules say S is.
 */
import { neighbours } from "../core/lattice.js";
import { type Action, type Polynomial, polynomialOf } from "./action.js";

export interface Float64Value {
	readonly value: number;
	/** Sum of the sizes of all terms: what rounding errors are a share of. */
	readonly magnitude: number;
}

/** S of one configuration, `space.size` numbers. */
export type Float64Action = (fields: ArrayLike<number>) => Float64Value;

/** Undefined where the structure is not stated, or has no closed form here. */
export function float64Action(action: Action): Float64Action | undefined {
	const polynomial = polynomialOf(action);
	return polynomial && polynomialAction(action, polynomial);
}

function polynomialAction(
	{ space: { lattice } }: Action,
	{ kinetic, potential }: Polynomial,
): Float64Action {
	const nearest = neighbours(lattice);
	const links = 2 * lattice.dimension;
	return (fields) => {
		let value = 0;
		let magnitude = 0;
		for (let x = 0; x < lattice.sites; x++) {
			const phi = fields[x];
			// Every link once: the forward ones.
			for (let link = 0; link < links; link += 2) {
				const other = fields[nearest[x * links + link]];
				value += kinetic * (other - phi) ** 2;
				magnitude += Math.abs(kinetic) * (Math.abs(other) + Math.abs(phi)) ** 2;
			}
			let power = 1;
			for (const coefficient of potential) {
				value += coefficient * power;
				magnitude += Math.abs(coefficient * power);
				power *= phi;
			}
		}
		return { value, magnitude };
	};
}
