/**
 * Two one-sided tests, D. J. Schuirmann, J. Pharmacokin. Biopharm. 15 (1987) 657. "The same within a
 * margin" is a claim that needs a proof, and the absence of a significant difference is none. Both tests
 * must be significant. This means that a (1 - 2 alpha) interval lies wholly inside the margin.
 */
import { type Difference, pAbove, pBelow } from "./welch.js";

export interface Equivalence {
	/** p-value of "below -margin": small where the difference is surely not that low. */
	readonly lower: number;
	/** p-value of "above +margin". */
	readonly upper: number;
	/** The larger of both: equivalent at level alpha if below alpha. */
	readonly p: number;
}

/** @param margin largest irrelevant |difference|, positive. @throws RangeError otherwise */
export function tost(difference: Difference, margin: number): Equivalence {
	if (!(margin > 0)) {
		throw new RangeError(`a margin is positive, got ${margin}`);
	}
	const lower = pAbove(difference, -margin);
	const upper = pBelow(difference, margin);
	return { lower, upper, p: Math.max(lower, upper) };
}
