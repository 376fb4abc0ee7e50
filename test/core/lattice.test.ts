import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	coordinate,
	createLattice,
	neighbours,
	parity,
	shifted,
} from "../../core/lattice.js";

const shapes = fc.array(fc.integer({ min: 1, max: 5 }), {
	minLength: 1,
	maxLength: 4,
});

describe("lattice", () => {
	test("forward and backward neighbours undo each other", () => {
		fc.assert(
			fc.property(shapes, (shape) => {
				const lattice = createLattice(shape);
				const table = neighbours(lattice);
				const width = 2 * lattice.dimension;
				for (let site = 0; site < lattice.sites; site++) {
					for (let mu = 0; mu < lattice.dimension; mu++) {
						const forward = table[site * width + 2 * mu];
						expect(table[forward * width + 2 * mu + 1]).toBe(site);
					}
				}
			}),
		);
	});

	test("going once around a direction comes back", () => {
		fc.assert(
			fc.property(
				shapes,
				fc.nat(),
				fc.nat(),
				fc.integer({ min: -3, max: 3 }),
				(shape, s, m, turns) => {
					const lattice = createLattice(shape);
					const site = s % lattice.sites;
					const mu = m % lattice.dimension;
					expect(shifted(lattice, site, mu, turns * lattice.shape[mu])).toBe(
						site,
					);
				},
			),
		);
	});

	test("on even extents neighbours have the other colour", () => {
		const lattice = createLattice([4, 6, 2]);
		const table = neighbours(lattice);
		for (let entry = 0; entry < table.length; entry++) {
			const site = Math.floor(entry / 6);
			expect(parity(lattice, table[entry])).toBe(1 - parity(lattice, site));
		}
	});

	test("sites are numbered row-major", () => {
		const lattice = createLattice([2, 3]);
		expect(
			[0, 1, 2, 3, 4, 5].map((x) => [
				coordinate(lattice, x, 0),
				coordinate(lattice, x, 1),
			]),
		).toEqual([
			[0, 0],
			[0, 1],
			[0, 2],
			[1, 0],
			[1, 1],
			[1, 2],
		]);
	});

	test.each([[[]], [[0]], [[2, -1]], [[1.5]], [[65536, 65536]]])(
		"rejects %j",
		(shape) => {
			expect(() => createLattice(shape)).toThrow(RangeError);
		},
	);
});
