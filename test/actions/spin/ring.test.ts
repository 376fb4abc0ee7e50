/** Rings of O(n) spins: closed forms for n = 2 and 3, the slope of log Z, and a sum over all directions. */
import { expect, test } from "vitest";
import { scaledBessel } from "../../../actions/gauge/exact/bessel.js";
import { ringExpectations } from "../../../actions/spin/ring.js";
import { createLattice } from "../../../core/lattice.js";

const ring = (length: number, beta: number, n: number) =>
	ringExpectations(createLattice([length]), beta, n) ?? {};

test("O(2): eigenvalues are Bessel functions", () => {
	for (const beta of [0.2, 1.5, 20]) {
		const bessel = scaledBessel(beta, 60);
		const z = bessel.reduce((sum, b, l) => sum + (l === 0 ? 1 : 2) * b ** 5, 0);
		expect(ring(5, beta, 2).logZ).toBeCloseTo(5 * beta + Math.log(z), 10);
	}
});

test("O(3): a long ring has <s.s'> = coth(beta) - 1/beta", () => {
	for (const beta of [0.5, 1.5, 4])
		expect(ring(400, beta, 3).isingEnergy).toBeCloseTo(
			1 / Math.tanh(beta) - 1 / beta,
			10,
		);
});

test.each([2, 3, 4, 7])("O(%d): the energy is the slope of log Z", (n) => {
	for (const beta of [0.3, 2, 11]) {
		const h = 1e-3 * beta;
		const [a, b, c, d] = [-2, -1, 1, 2].map(
			(k) => ring(3, beta + k * h, n).logZ ?? Number.NaN,
		);
		const slope = (a - 8 * b + 8 * c - d) / (12 * h) / 3;
		expect(slope).toBeCloseTo(ring(3, beta, n).isingEnergy ?? 0, 8);
	}
});

test("two spins of n components share two bonds", () => {
	// The mean of t = s.s' under (1 - t^2)^((n-3)/2) exp(2 beta t): for n = 3, coth(2 beta) - 1/(2 beta).
	expect(ring(2, 0.9, 3).isingEnergy).toBeCloseTo(
		1 / Math.tanh(1.8) - 1 / 1.8,
		10,
	);
});

test("at beta = 0 nothing is correlated, and in two dimensions nothing is known", () => {
	expect(ring(6, 0, 4).isingEnergy).toBeCloseTo(0, 14);
	expect(ring(6, 0, 4).logZ).toBeCloseTo(0, 12);
	expect(ringExpectations(createLattice([4, 4]), 1, 3)).toBeUndefined();
});
