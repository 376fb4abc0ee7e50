// The kernel that sums all in one pass, against the formulas, site by site.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createLattice } from "../../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../../core/random.js";
import { siteSums } from "../../../../metrics/observables/scalar/site-sums.js";
import { whileUnchanged } from "../../../../metrics/same-fields.js";
import { plainSums } from "./plain-sums.js";

const polynomials = [
	{ kinetic: 0.7, potential: [0.2, 0.3, -1, 0.1, 0.5, 0, 0.05] },
	{ kinetic: 1, potential: [0, 0, -4, 0, 6.975] },
	{ kinetic: 0.5, potential: [0, 0, 1] },
	{ kinetic: 1, potential: [] },
] as const;

function fieldsOf(count: number, sites: number, seed: number, single: boolean) {
	const normals = fillNormal(
		createRandom(seed),
		new Float64Array(count * sites),
	);
	return single ? Float32Array.from(normals) : normals;
}

test("all sums are those of the formulas: one to four dimensions, odd extents and counts, both precisions", () => {
	fc.assert(
		fc.property(
			fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
			fc.integer({ min: 1, max: 5 }),
			fc.integer({ min: 0, max: 1000 }),
			fc.boolean(),
			fc.constantFrom(...polynomials),
			(shape, count, seed, single, polynomial) => {
				const lattice = createLattice(shape);
				const { sites } = lattice;
				const fields = fieldsOf(count, sites, seed, single);
				const sums = siteSums(fields, lattice, polynomial);
				for (let i = 0; i < count; i++) {
					const expected = plainSums(
						fields.subarray(i * sites, (i + 1) * sites),
						lattice,
						polynomial,
					);
					const close = (found: number, value: number) =>
						expect(Math.abs(found - value)).toBeLessThan(
							1e-11 * (1 + Math.abs(value)),
						);
					for (const name of ["mean", "phi2", "phi4", "hopping"] as const)
						close(sums[name][i], expected[name]);
					for (const name of ["modes", "correlator", "dyson"] as const) {
						expect(sums[name]).toHaveLength(expected[name].length);
						expected[name].forEach((value, k) => {
							// A sum of squares of slices cancels up to their size.
							const size = name === "correlator" ? expected[name][0] : 0;
							expect(Math.abs(sums[name][k][i] - value)).toBeLessThan(
								1e-11 * (1 + Math.abs(value) + size),
							);
						});
					}
				}
			},
		),
		{ numRuns: 80 },
	);
});

test("a batch of several chunks holds the numbers of each configuration by itself, bit for bit", () => {
	const lattice = createLattice([33, 31]);
	const { sites } = lattice;
	for (const single of [false, true]) {
		const count = 2 ** 18 / sites + 7;
		const many = Math.floor(count);
		const fields = fieldsOf(many, sites, 3, single);
		const together = siteSums(fields, lattice, polynomials[1]);
		for (let i = 0; i < many; i += 5) {
			const alone = siteSums(
				fields.subarray(i * sites, (i + 1) * sites),
				lattice,
				polynomials[1],
			);
			for (const name of ["mean", "phi2", "phi4", "hopping"] as const)
				expect(alone[name][0]).toBe(together[name][i]);
			for (const name of ["modes", "correlator", "dyson"] as const)
				expect(alone[name].map(([value]) => value)).toEqual(
					together[name].map((values) => values[i]),
				);
		}
	}
});

test("a block is summed once while it is measured, and anew outside", () => {
	const lattice = createLattice([4, 4]);
	const fields = fieldsOf(2, 16, 1, false);
	whileUnchanged(fields, () => {
		const first = siteSums(fields, lattice, polynomials[0]);
		expect(siteSums(fields, lattice)).toBe(first);
		expect(siteSums(fields.slice(), lattice)).not.toBe(first);
		// Another action on the same fields has forces of its own.
		const other = siteSums(fields, lattice, polynomials[1]);
		expect(other.dyson).not.toEqual(first.dyson);
		expect(other.dyson).toEqual(
			siteSums(fields.slice(), lattice, polynomials[1]).dyson,
		);
	});
	const [before] = siteSums(fields, lattice).mean;
	fields.fill(1);
	expect(siteSums(fields, lattice).mean[0]).toBe(1);
	expect(before).not.toBe(1);
});
