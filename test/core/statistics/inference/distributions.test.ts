import { describe, expect, test } from "vitest";
import {
	chiSquaredSurvival,
	fSurvival,
	normalQuantile,
	normalSurvival,
	normalTwoSided,
	normalTwoSidedQuantile,
	studentQuantile,
	studentSurvival,
	studentTwoSided,
} from "../../../../core/statistics/inference/distributions.js";
import { holm } from "../../../../core/statistics/inference/multiplicity.js";

function expectRelative(actual: number, expected: number, tolerance: number) {
	expect(Math.abs(actual / expected - 1)).toBeLessThan(tolerance);
}

// Reference values: 40-digit incomplete beta, gamma and error functions of mpmath 1.3, and
// scipy 1.17 for the quantiles; the tolerance allows for the rounding of the special functions.
describe("tails, to the last digits", () => {
	const normal = [
		[1, 0.158655253931457],
		[8, 6.22096057427178e-16],
		[20, 2.75362411860623e-89],
		[30, 4.90671392714819e-198],
		[37, 5.72557122252458e-300],
	];
	test.each(normal)("normal beyond %d", (z, p) => {
		expectRelative(normalSurvival(z), p, 1e-12);
		expectRelative(normalSurvival(-z), 1 - p, 1e-15);
	});
	test("the z of a two-sided p-value, as far as p is a double, and finite beyond", () => {
		for (const z of [0.1, 1, 3, 8, 37])
			expectRelative(normalTwoSidedQuantile(normalTwoSided(z)), z, 1e-12);
		expect(normalTwoSidedQuantile(1)).toBe(0);
		expectRelative(normalTwoSidedQuantile(0), 38.4674, 1e-5);
	});
	const student = [
		[7.6485327, 4.6573815, 0.000917918692255923],
		[0.5, 1e6, 0.000320700975414199],
		[3, 1e-3, 0.49963244748473],
		[2.5, 0.7, 0.271702471594774],
		[1e6, 5, 2.86699893544537e-7],
		[53.3, 3, 0.00204941197881855],
		[1, 1e200, 3.18309886183791e-201],
	];
	test.each(student)("Student, nu = %d, beyond %d", (nu, t, p) => {
		expectRelative(studentSurvival(t, nu), p, 1e-9);
		expectRelative(studentTwoSided(-t, nu), 2 * p, 1e-9);
	});
	const chiSquared = [
		[10, 50, 2.6690834249045e-7],
		[1, 0.1, 0.751829634045849],
		[3.7, 800, 3.30496745319133e-172],
		[1000, 1200, 1.22559423306229e-5],
	];
	test.each(chiSquared)("chi-square of %d beyond %d", (k, x, p) => {
		expectRelative(chiSquaredSurvival(x, k), p, 1e-11);
	});
	const fisher = [
		[3, 20, 8, 0.00106662728277821],
		[3, 47, 3.8367346939, 0.0154400283201579],
		[4.5, 13.7, 2.2, 0.118168210072538],
	];
	test.each(fisher)("F of %d and %d beyond %d", (d1, d2, f, p) => {
		expectRelative(fSurvival(f, d1, d2), p, 1e-12);
	});
	const quantiles = [
		[0.999, 4, 7.17318221978231],
		[0.999, 9, 4.29680566272992],
		[0.999, 19, 3.57940014895472],
		[0.975, 7.6485327, 2.32457982875897],
		[1e-10, 50000, -6.36266005443733],
		[0.9, 0.3, 64.7865456370969],
	];
	test.each(quantiles)("Student quantile %d, nu = %d", (p, nu, t) => {
		expectRelative(studentQuantile(p, nu), t, 1e-8);
	});
	test("normal quantile", () => {
		expectRelative(normalQuantile(1e-10), -6.36134090240406, 1e-14);
	});
});

describe("limits and bad arguments", () => {
	test("tails below the smallest double are 0, distributions end at 0 and 1", () => {
		expect(normalSurvival(50)).toBe(0);
		expect(normalSurvival(-50)).toBe(1);
		expect(chiSquaredSurvival(1e5, 3)).toBe(0);
		expect(chiSquaredSurvival(0, 3)).toBe(1);
		expect(fSurvival(0, 2, 3)).toBe(1);
		expect(studentSurvival(Number.POSITIVE_INFINITY, 3)).toBe(0);
		expect(studentQuantile(0.5, 3)).toBe(0);
	});
	test("Student's t becomes normal, F becomes chi-square", () => {
		for (const t of [0.3, 2, 6]) {
			expect(studentSurvival(t, Number.POSITIVE_INFINITY)).toBe(
				normalSurvival(t),
			);
			// The rounding of ln Gamma(nu/2) and t^4 / (4 nu) leave some six digits.
			expectRelative(studentSurvival(t, 9e8), normalSurvival(t), 1e-5);
		}
		expect(fSurvival(2, 3, Number.POSITIVE_INFINITY)).toBe(
			chiSquaredSurvival(6, 3),
		);
	});
	test("t squared is F with one degree of freedom", () => {
		for (const nu of [0.7, 3, 21.5]) {
			expectRelative(
				studentTwoSided(1.9, nu),
				fSurvival(1.9 ** 2, 1, nu),
				1e-12,
			);
		}
	});
	test("what is no argument is refused", () => {
		expect(() => normalSurvival(Number.NaN)).toThrow(RangeError);
		expect(() => studentSurvival(1, 0)).toThrow(RangeError);
		expect(() => studentQuantile(1, 3)).toThrow(RangeError);
		expect(() => fSurvival(1, -1, 2)).toThrow(RangeError);
		expect(() => chiSquaredSurvival(1, Number.NaN)).toThrow(RangeError);
	});
});

describe("many tests at once", () => {
	const p = [0.01, 0.04, 0.03, 0.005, 0.2];
	test("Holm", () => {
		for (const [i, expected] of [0.04, 0.09, 0.09, 0.025, 0.2].entries()) {
			expect(holm(p)[i]).toBeCloseTo(expected, 15);
		}
	});
	test("caps at 1, keeps an empty list, refuses what is no probability", () => {
		expect(holm([0.9, 0.8])).toEqual([1, 1]);
		expect(holm([])).toEqual([]);
		expect(() => holm([Number.NaN])).toThrow(RangeError);
		expect(() => holm([1.1])).toThrow(RangeError);
	});
});
