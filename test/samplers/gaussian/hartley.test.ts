/** The Hartley transform against its defining sum, and as its own inverse. */
import { describe, expect, test } from "vitest";
import { coordinate, createLattice } from "../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import { hartleyTransform } from "../../../samplers/gaussian/hartley.js";

describe.each([[[6]], [[7, 2]], [[8, 12]], [[1, 5]], [[4, 3, 10]]])(
	"%j",
	(shape) => {
		const lattice = createLattice(shape);
		const { sites, dimension } = lattice;
		const field = fillNormal(createRandom("hartley"), new Float64Array(sites));
		const image = field.slice();
		hartleyTransform(lattice)(image);

		test("is the sum over sites of a product of cas", () => {
			for (let k = 0; k < sites; k++) {
				let sum = 0;
				for (let x = 0; x < sites; x++) {
					let product = field[x] / Math.sqrt(sites);
					for (let mu = 0; mu < dimension; mu++) {
						const angle =
							(2 *
								Math.PI *
								coordinate(lattice, k, mu) *
								coordinate(lattice, x, mu)) /
							shape[mu];
						product *= Math.cos(angle) + Math.sin(angle);
					}
					sum += product;
				}
				expect(Math.abs(image[k] - sum)).toBeLessThan(1e-12);
			}
		});

		test("is its own inverse, at any place of an array", () => {
			const padded = new Float64Array(3 + sites);
			padded.set(image, 3);
			hartleyTransform(lattice)(padded, 3);
			for (let x = 0; x < sites; x++)
				expect(Math.abs(padded[3 + x] - field[x])).toBeLessThan(1e-12);
		});
	},
);
