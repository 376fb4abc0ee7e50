/**
 * Shared by the counts of arithmetic that records hold as `operationsPerDraw`: multiplications and additions of one
 * draw, by the definition of its method. Random numbers, elementary functions, comparisons and what is only measured
 * are left out, so a count is a floor for every implementation. Each count stands beside its method, in a `work.ts`.
 */
import { type Action, polynomialOf } from "../actions/action.js";
import type { Lattice } from "../core/lattice.js";

/** The fact of a record, where there is a count. */
export function operationsFact(operations: number | undefined): {
	readonly operationsPerDraw?: number;
} {
	return operations === undefined || !Number.isFinite(operations)
		? {}
		: { operationsPerDraw: Math.round(operations) };
}

/** Neighbours of a site: one that is its own neighbour has no link there. */
export function linksOf({ shape }: Lattice): number {
	return 2 * shape.filter((extent) => extent > 1).length;
}

/**
 * Of S of one configuration, for one real number per site, nearest neighbours and an even polynomial. Undefined for
 * other actions.
 */
export function actionOperations(action: Action): number | undefined {
	const powers = powersOf(action);
	if (powers === undefined) return undefined;
	const { lattice } = action.space;
	// The sum of neighbours ahead less Horner's scheme in phi^2 times phi, all times phi, summed; scaled at the end.
	return lattice.sites * (linksOf(lattice) / 2 + hornerOperations(powers) + 2);
}

/** Of the sum over sites of an even polynomial with `powers` terms. */
export function potentialOperations(sites: number, powers: number): number {
	return sites * (hornerOperations(powers) + 1);
}

/** Of an even polynomial in phi with `powers` terms, by Horner's scheme in phi^2. */
export function hornerOperations(powers: number): number {
	return powers === 0 ? 0 : 2 * powers;
}

/** Terms of the potential besides its constant. */
export function powersOf(action: Action): number | undefined {
	return polynomialOf(action)?.potential.filter((c, n) => n > 0 && c !== 0)
		.length;
}
