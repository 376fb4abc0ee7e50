/** What the tests of single observables share: any shape, and the formula as it is written, slowly. */
import fc from "fast-check";
import { expect } from "vitest";
import { createFieldSpace } from "../../../core/field-space.js";
import { createLattice, type Lattice } from "../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import type { Observable } from "../../../metrics/observable.js";

/** One to three dimensions, extents from 1. */
export const shapes = fc.array(fc.integer({ min: 1, max: 5 }), {
	minLength: 1,
	maxLength: 3,
});

/** One configuration of a real scalar field, and its action. */
export interface Configuration {
	readonly phi: readonly number[];
	readonly lattice: Lattice;
	readonly action: number;
}

/** Holds an observable of a real scalar field against its formula, in both precisions. */
export function equalsFormula(
	observable: Observable,
	formula: (configuration: Configuration) => number,
): void {
	const property = fc.property(
		shapes,
		fc.integer({ min: 0, max: 1000 }),
		fc.boolean(),
		(shape, seed, single) => {
			const lattice = createLattice(shape);
			const { sites } = lattice;
			const normals = fillNormal(
				createRandom(seed),
				new Float64Array(3 * sites),
			);
			const fields = single ? Float32Array.from(normals) : normals;
			const actions = Float64Array.of(1.5, -2, 7);
			const fast = observable.measure(
				fields,
				createFieldSpace({ lattice }),
				actions,
			);
			actions.forEach((action, i) => {
				const phi = Array.from(fields.subarray(i * sites, (i + 1) * sites));
				const expected = formula({ phi, lattice, action });
				expect(Math.abs(fast[i] - expected)).toBeLessThan(
					1e-11 * (1 + Math.abs(expected)),
				);
			});
		},
	);
	fc.assert(property, { numRuns: 60 });
}

export function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
