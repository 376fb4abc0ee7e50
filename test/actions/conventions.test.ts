import { describe, expect, test } from "vitest";
import { polynomialOf } from "../../actions/action.js";
import { conventions } from "../../actions/scalar/conventions.js";
import { phi4 } from "../../actions/scalar/phi4.js";
import { createLattice, type Lattice, shifted } from "../../core/lattice.js";
import { normals, writtenOut } from "./support.js";

describe("conventions", () => {
	/** The other actions as their authors write them, float64. */
	const theirs: Readonly<
		Record<
			string,
			{
				readonly parameters: Readonly<Record<string, number>>;
				evaluate(lattice: Lattice, phi: Float64Array): number;
			}
		>
	> = {
		hasenbusch: {
			parameters: { kappa: 0.3, lambda: 0.4 },
			evaluate: (lattice, phi) =>
				links(lattice, phi, (a, b) => -2 * 0.3 * a * b) +
				sites(phi, (a) => a ** 2 + 0.4 * (a ** 2 - 1) ** 2),
		},
		"del-debbio": {
			parameters: { beta: 0.6, lambda: 0.5 },
			evaluate: (lattice, phi) =>
				links(lattice, phi, (a, b) => -0.6 * a * b) +
				sites(phi, (a) => (1 - 2 * 0.5) * a ** 2 + 0.5 * a ** 4),
		},
		half: {
			parameters: { m2: -1.2, lambda: 0.7 },
			evaluate: (lattice, phi) =>
				links(lattice, phi, (a, b) => (b - a) ** 2 / 2) +
				sites(phi, (a) => (-1.2 * a ** 2) / 2 + 0.7 * a ** 4),
		},
		"schaich-loinaz": {
			parameters: { m2: -0.7, lambda: 0.5 },
			evaluate: (lattice, phi) =>
				links(lattice, phi, (a, b) => (b - a) ** 2 / 2) +
				sites(phi, (a) => (-0.7 * a ** 2) / 2 + (0.5 * a ** 4) / 4),
		},
		factorial: {
			parameters: { m2: 0.4, g: 3 },
			evaluate: (lattice, phi) =>
				links(lattice, phi, (a, b) => (b - a) ** 2 / 2) +
				sites(phi, (a) => (0.4 * a ** 2) / 2 + (3 * a ** 4) / 24),
		},
	};

	function links(
		lattice: Lattice,
		phi: Float64Array,
		term: (here: number, there: number) => number,
	): number {
		let sum = 0;
		for (let x = 0; x < lattice.sites; x++)
			for (let mu = 0; mu < lattice.dimension; mu++)
				sum += term(phi[x], phi[shifted(lattice, x, mu, 1)]);
		return sum;
	}

	function sites(phi: Float64Array, term: (value: number) => number): number {
		return phi.reduce((sum, value) => sum + term(value), 0);
	}

	test("all of them are checked here", () => {
		expect(Object.keys(theirs).sort()).toEqual(Object.keys(conventions).sort());
	});

	const cases = Object.entries(conventions).flatMap(([name, convention]) =>
		[[4], [3, 4], [2, 3, 3]].map((shape) => ({ name, convention, shape })),
	);
	test.each(cases)(
		"$name on $shape differs by a constant",
		({ name, convention, shape }) => {
			const lattice = createLattice(shape);
			const { parameters, evaluate } = theirs[name];
			expect(convention.parameters.safeParse(parameters).success).toBe(true);
			const ours = convention.convert(parameters, lattice);
			const local = polynomialOf(phi4.create(lattice, ours.parameters));
			if (local === undefined) throw new Error("phi4 is local");
			const differences = Array.from({ length: 5 }, (_, sample) => {
				const phi = normals(`${name}${sample}`, lattice.sites);
				const scaled = phi.map((value) => value * ours.fieldScale);
				return evaluate(lattice, phi) - writtenOut(local, lattice, scaled);
			});
			for (const difference of differences)
				expect(difference).toBeCloseTo(differences[0], 9);
		},
	);

	test("lambda = 1/2 of the hopping form is m2 = -4 in two dimensions", () => {
		const lattice = createLattice([6, 6]);
		const { parameters } = conventions["del-debbio"].convert(
			{ beta: 0.537, lambda: 0.5 },
			lattice,
		);
		expect(parameters.m2).toBeCloseTo(-4, 12);
		expect(parameters.lambda).toBeCloseTo(2 / 0.537 ** 2, 12);
	});
});
