import fc from "fast-check";
import { expect, test } from "vitest";
import { freeField } from "../../../../actions/scalar/free-field.js";
import { createLattice, shifted } from "../../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../../core/random.js";
import {
	correlator as correlatorOf,
	temporalExtent,
} from "../../../../metrics/observables/scalar/correlator.js";
import { shapes } from "../support.js";

test("C(t) is the correlation of slices, averaged over the longest directions", () => {
	fc.assert(
		fc.property(shapes, fc.integer({ min: 0, max: 1000 }), (shape, seed) => {
			const lattice = createLattice(shape);
			const { sites, dimension } = lattice;
			const fields = fillNormal(createRandom(seed), new Float64Array(sites));
			const extent = temporalExtent(lattice);
			const correlator = correlatorOf(
				freeField.create(lattice, { m2: 1 }),
			).measure(fields);
			const directions = shape.flatMap((length, mu) =>
				length === extent ? [mu] : [],
			);
			for (let t = 0; t < correlator.length; t++) {
				let sum = 0;
				for (const mu of directions) {
					for (let x = 0; x < sites; x++) {
						for (let y = 0; y < sites; y++) {
							const ahead = shifted(lattice, x, mu, t);
							const at = (site: number) =>
								Math.floor(site / lattice.strides[mu]) % shape[mu];
							if (at(ahead) === at(y)) sum += fields[x] * fields[y];
						}
					}
				}
				const area = sites / extent;
				const expected = sum / (area * sites * directions.length);
				expect(Math.abs(correlator[t][0] - expected)).toBeLessThan(
					1e-11 * (1 + Math.abs(expected)),
				);
			}
			expect(dimension).toBe(shape.length);
		}),
		{ numRuns: 60 },
	);
});
