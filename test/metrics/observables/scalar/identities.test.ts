import fc from "fast-check";
import { expect, test } from "vitest";
import { scalarAction } from "../../../../actions/scalar/scalar-action.js";
import { createLattice, shifted } from "../../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../../core/random.js";
import { scalarIdentities } from "../../../../metrics/observables/scalar/identities.js";
import { actionValues } from "../../../core/statistics/support.js";
import { shapes } from "../support.js";

test("Schwinger-Dyson residuals use the true gradient and curvature of S", () => {
	fc.assert(
		fc.property(shapes, fc.integer({ min: 0, max: 1000 }), (shape, seed) => {
			const lattice = createLattice(shape);
			const { sites } = lattice;
			const action = scalarAction(
				"test",
				lattice,
				{},
				{
					kinetic: 0.7,
					potential: [0.2, 0.3, -1, 0.1, 0.5, 0, 0.05],
				},
			);
			const phi = fillNormal(createRandom(seed), new Float64Array(sites));
			const h = 1e-4;
			const gradient = new Float64Array(sites);
			const curvature = new Float64Array(sites);
			const [centre] = actionValues(action, phi);
			for (let x = 0; x < sites; x++) {
				const at = (shift: number): number => {
					const moved = phi.slice();
					moved[x] += shift;
					return actionValues(action, moved)[0];
				};
				gradient[x] =
					(8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
				curvature[x] = (at(h) + at(-h) - 2 * centre) / (h * h);
			}
			const mean = (term: (x: number) => number): number =>
				Array.from(phi, (_, x) => term(x)).reduce(
					(sum, value) => sum + value,
					0,
				) / sites;
			const wide = shape.flatMap((extent, mu) => (extent > 1 ? [mu] : []));
			const expected: Record<string, number> = {
				SD1: mean((x) => phi[x] * gradient[x]) - 1,
				SD2: mean(
					(x) =>
						wide.reduce(
							(sum, mu) => sum + phi[shifted(lattice, x, mu, 1)] * gradient[x],
							0,
						) / Math.max(1, wide.length),
				),
				SD3: mean((x) => gradient[x]),
				SD4: mean((x) => gradient[x] ** 2 - curvature[x]),
				SD5: mean((x) => phi[x] ** 3 * gradient[x] - 3 * phi[x] ** 2),
			};
			const identities = scalarIdentities(action);
			const residuals = identities.measure(phi);
			expect(residuals).toHaveLength(identities.names.length);
			identities.names.forEach((name, k) => {
				// Rounding of second differences: 1e-16 |S| / h^2.
				expect(Math.abs(residuals[k][0] - expected[name])).toBeLessThan(
					1e-6 * (10 + Math.abs(expected[name]) + Math.abs(centre)),
				);
			});
		}),
		{ numRuns: 60 },
	);
});
