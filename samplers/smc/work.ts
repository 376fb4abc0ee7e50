/** Counts the arithmetic of a path from the free field to the target. */
import type { Action } from "../../actions/action.js";
import { freeDrawOperations } from "../gaussian/work.js";
import { gradientOperations } from "../hmc/work.js";
import { potentialOperations, powersOf } from "../work.js";

/**
 * Of one particle: the draw of the free field, S_0 - S and its part of the log weight at every temperature, and
 * `gradients` of the moves. Not finite without a count of a gradient.
 */
export function pathOperations(
	action: Action,
	temperatures: number,
	gradients: number,
): number {
	const { lattice } = action.space;
	const difference = potentialOperations(lattice.sites, powersOf(action) ?? 0);
	return (
		freeDrawOperations(lattice) +
		temperatures * (difference + 2) +
		gradients * (gradientOperations(action) ?? Number.NaN)
	);
}
