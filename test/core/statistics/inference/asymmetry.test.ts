// The promised rate of false alarms on skewed quantities, and the algebra of skewness.
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../../core/random.js";
import {
	asymmetryOfCurvature,
	asymmetryOfDifference,
	asymmetryOfMean,
	symmetrised,
} from "../../../../core/statistics/inference/asymmetry.js";
import { studentTwoSided } from "../../../../core/statistics/inference/distributions.js";
import { judge } from "../../../../core/statistics/inference/judge.js";
import { estimateReplicas } from "../../../../metrics/cell/estimate-chains.js";

describe("alarms at p < 1e-2 of 4000 means of a skewed law", () => {
	const laws = {
		"a square of a normal": [(x: number) => x * x, 1],
		"a fourth power of a normal": [(x: number) => x ** 4, 3],
		"exp(-dH) at <dH> = 1/2": [(x: number) => Math.exp(x - 1 / 2), 1],
	} as const;
	const level = 1e-2;
	const repeats = 4000;
	test.each(Object.entries(laws))("%s", (name, [law, mean]) => {
		const random = createRandom(name);
		let plain = 0;
		let corrected = 0;
		for (let r = 0; r < repeats; r++) {
			const series = Float64Array.from({ length: 100 }, () =>
				law(random.normal()),
			);
			const average = series.reduce((sum, x) => sum + x / 100, 0);
			const deltas = series.map((x) => x - average);
			const squares = deltas.reduce((sum, x) => sum + x * x, 0);
			const t = (average - mean) / Math.sqrt(squares / 99 / 100);
			const a = asymmetryOfMean([deltas], 100);
			if (studentTwoSided(t, 99) < level) plain++;
			if (studentTwoSided(symmetrised(t, a), 99) < level) corrected++;
		}
		const sigma = Math.sqrt(repeats * level);
		expect(plain).toBeGreaterThan(repeats * level + 3 * sigma);
		expect(corrected).toBeLessThan(plain / 1.5);
		expect(corrected).toBeLessThan(2 * repeats * level);
	});
});

describe("the curvature of a function of means", () => {
	test("of the square, by its formula", () => {
		// v = 2 x s_x^2 and s = 2 |x| s_x: c = s_x / x.
		const [x, sx] = [3, 0.2];
		const added = asymmetryOfCurvature(([m]) => m * m, [x], [sx], 2 * x * sx);
		expect(added).toBeCloseTo((1.5 * sx) / x, 12);
		expect(asymmetryOfCurvature(([m]) => 4 * m, [x], [sx], 4 * sx)).toBeCloseTo(
			0,
			10,
		);
		expect(asymmetryOfCurvature(([m]) => Math.log(m), [0.1], [0.2], 2)).toBe(
			Number.POSITIVE_INFINITY,
		);
	});

	// F = exp of a normal mean: the linear part has no skewness at all.
	test("brings the tails of t to their level", () => {
		const random = createRandom("curvature");
		const [n, repeats, level] = [25, 20_000, 1e-2];
		let plain = 0;
		let corrected = 0;
		for (let r = 0; r < repeats; r++) {
			const x = Array.from({ length: n }, () => 1.5 * random.normal());
			const average = x.reduce((sum, value) => sum + value / n, 0);
			const squares = x.reduce((sum, v) => sum + (v - average) ** 2, 0);
			const sx = Math.sqrt(squares / (n - 1) / n);
			const error = Math.exp(average) * sx;
			const t = (Math.exp(average) - 1) / error;
			const a = asymmetryOfCurvature(
				([m]) => Math.exp(m),
				[average],
				[sx],
				error,
			);
			if (studentTwoSided(t, n - 1) < level) plain++;
			if (studentTwoSided(symmetrised(t, a), n - 1) < level) corrected++;
		}
		const sigma = Math.sqrt(repeats * level);
		expect(plain).toBeGreaterThan(repeats * level + 5 * sigma);
		expect(corrected).toBeLessThan(plain / 1.5);
	});
});

test("of a difference: third cumulants subtract", () => {
	const one = { asymmetry: 0.3, error: 2 };
	expect(asymmetryOfDifference(one, { error: 0 })).toBeCloseTo(0.3, 12);
	expect(asymmetryOfDifference({ error: 0 }, one)).toBeCloseTo(-0.3, 12);
	expect(asymmetryOfDifference(one, one)).toBe(0);
});

test("the transformation is the identity without skewness, and monotone with it", () => {
	expect(symmetrised(-2.5, 0)).toBe(-2.5);
	const row = Array.from({ length: 200 }, (_, i) =>
		symmetrised(i / 5 - 20, 0.4),
	);
	expect(row.every((value, i) => i === 0 || value >= row[i - 1])).toBe(true);
});

test("a mean too skewed to be tested is inconclusive, whatever its t", () => {
	const about = { claim: "x = 0" };
	const difference = {
		value: 1,
		error: 0.01,
		degreesOfFreedom: 50,
		margin: 1e-3,
	};
	expect(judge(difference, about).p).toBeLessThan(1e-6);
	const skewed = judge({ ...difference, asymmetry: 0.6 }, about);
	expect([skewed.p, skewed.otherwise]).toEqual([undefined, "inconclusive"]);
});

test("an estimate carries its skewness: 2 / sqrt(N) of N exponential values", () => {
	const random = createRandom("exponential");
	const series = Float64Array.from(
		{ length: 40_000 },
		() => -Math.log(random.uniform()),
	);
	const { asymmetry = 0, ess = 0 } = estimateReplicas([series]).result;
	// The standard deviation of a sample skewness of this law is about 10 / sqrt(N).
	expect(Math.abs(asymmetry * Math.sqrt(ess) - 2)).toBeLessThan(4 * (10 / 200));
});

test("fewer than 200 effective draws decide from t = 1000 over their number on", () => {
	const about = { claim: "x = 0" };
	const verdict = (value: number, effective: number) =>
		judge(
			{ value, error: 1, degreesOfFreedom: 60, margin: 1e-3, effective },
			about,
		).p;
	expect(verdict(5, 199)).toBeUndefined();
	expect(verdict(5, 200)).toBeLessThan(1e-5);
	expect(verdict(21, 47)).toBeUndefined();
	expect(verdict(22, 47)).toBeLessThan(1e-6);
});
