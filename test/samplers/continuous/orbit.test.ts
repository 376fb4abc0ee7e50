import { describe, expect, test } from "vitest";
import { coordinate, createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import {
	characters,
	latticeMomenta,
	orbitsOf,
} from "../../../samplers/continuous/orbit.js";
import { OrbitTransform } from "../../../samplers/continuous/orbit-transform.js";

test("square lattices have (n+1)(n+2)/2 orbits, n = L/2: the paper's 10, 28, 66, 153, 561", () => {
	for (const [extent, count] of [
		[6, 10],
		[12, 28],
		[20, 66],
		[32, 153],
		[64, 561],
		[7, 10],
	])
		expect(orbitsOf(createLattice([extent, extent])).count).toBe(count);
});

test("a cube has (n+1)(n+2)(n+3)/6, a line n+1, an oblong (n+1)(m+1)", () => {
	expect(orbitsOf(createLattice([6, 6, 6])).count).toBe(20);
	expect(orbitsOf(createLattice([9])).count).toBe(5);
	expect(orbitsOf(createLattice([4, 6])).count).toBe(12);
	expect(orbitsOf(createLattice([4, 6, 4])).count).toBe(6 * 4);
});

describe.each([[[6]], [[5, 5]], [[4, 6]], [[4, 4, 4]], [[3, 2, 3]]])(
	"%j",
	(shape) => {
		const lattice = createLattice(shape);
		const orbits = orbitsOf(lattice);

		test("orbits are a partition, and the origin is alone in the first", () => {
			const counted = new Int32Array(orbits.count);
			for (const orbit of orbits.of) counted[orbit] += 1;
			expect(counted).toEqual(orbits.size);
			expect(orbits.of[0]).toBe(0);
			expect(orbits.size[0]).toBe(1);
		});

		test("characters are the Fourier transform of each orbit, at every momentum", () => {
			const table = characters(lattice, orbits);
			for (let k = 0; k < lattice.sites; k++) {
				const real = new Float64Array(orbits.count);
				const imaginary = new Float64Array(orbits.count);
				for (let z = 0; z < lattice.sites; z++) {
					const angle = shape.reduce(
						(sum, extent, mu) =>
							sum +
							(2 *
								Math.PI *
								coordinate(lattice, k, mu) *
								coordinate(lattice, z, mu)) /
								extent,
						0,
					);
					real[orbits.of[z]] += Math.cos(angle);
					imaginary[orbits.of[z]] += Math.sin(angle);
				}
				for (let o = 0; o < orbits.count; o++) {
					const expected = table[orbits.of[k] * orbits.count + o];
					expect(real[o]).toBeCloseTo(expected, 10);
					expect(imaginary[o]).toBeCloseTo(0, 10);
				}
			}
		});

		test("lattice momenta belong to the orbit", () => {
			const momenta = latticeMomenta(lattice, orbits);
			for (let k = 0; k < lattice.sites; k++) {
				const square = shape.reduce(
					(sum, extent, mu) =>
						sum +
						4 * Math.sin((Math.PI * coordinate(lattice, k, mu)) / extent) ** 2,
					0,
				);
				expect(square).toBeCloseTo(momenta[orbits.of[k]], 12);
			}
		});
	},
);

describe.each([
	[[6]],
	[[12, 12]],
	[[16, 6]],
	[[7, 7]],
	[[9, 10]],
	[[1, 2]],
	[[4, 4, 4]],
])("sums over orbits, direction by direction, on %j", (shape) => {
	const lattice = createLattice(shape);
	const orbits = orbitsOf(lattice);
	const { count } = orbits;
	const width = 3;
	const table = characters(lattice, orbits);
	const random = createRandom(shape.join("x"));
	const values = Float64Array.from({ length: count * width }, () =>
		random.normal(),
	);
	const transform = new OrbitTransform(lattice, orbits, width);
	const product = (element: (row: number, column: number) => number) =>
		values.map((_, i) => {
			let sum = 0;
			for (let o = 0; o < count; o++)
				sum +=
					element(Math.floor(i / width), o) * values[o * width + (i % width)];
			return 0.5 * sum;
		});
	const rounding = 1e-14 * lattice.sites;

	test("are the product with the characters", () => {
		const expected = product((k, o) => table[k * count + o]);
		const found = transform.forward(values, 0.5);
		for (const [i, value] of found.entries())
			expect(Math.abs(value - expected[i])).toBeLessThan(rounding);
	});

	test("transposed, with their transpose", () => {
		const expected = product((o, k) => table[k * count + o]);
		const found = transform.transposed(values, 0.5);
		for (const [i, value] of found.entries())
			expect(Math.abs(value - expected[i])).toBeLessThan(rounding);
	});
});
