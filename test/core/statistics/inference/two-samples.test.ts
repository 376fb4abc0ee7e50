import { describe, expect, test } from "vitest";
import { createRandom } from "../../../../core/random.js";
import {
	pAtLeast,
	predict,
} from "../../../../core/statistics/inference/prediction-interval.js";
import { tost } from "../../../../core/statistics/inference/tost.js";
import {
	armOf,
	confidence,
	pAbove,
	pBelow,
	welch,
} from "../../../../core/statistics/inference/welch.js";

// Vectors of five values each, computed independently in double precision.
const a = [10.1, 10.3, 9.9, 10, 10.2];
const b = [10.6, 10.8, 10.5, 10.9, 10.4];

const logRatio = (first: readonly number[], second: readonly number[]) =>
	welch(armOf(first.map(Math.log)), armOf(second.map(Math.log)));

describe("Welch's test of a ratio", () => {
	const difference = logRatio(a, b);
	test("ratio, error, degrees of freedom, t and p", () => {
		expect(Math.exp(difference.value)).toBeCloseTo(1.0534088397, 9);
		expect(difference.error).toBeCloseTo(0.0111718182, 9);
		expect(difference.degreesOfFreedom).toBeCloseTo(7.6485327, 6);
		expect(difference.t).toBeCloseTo(4.6573815, 6);
		expect(difference.p).toBeCloseTo(0.0018358373, 9);
	});
	test("95 % interval", () => {
		const { low, high } = confidence(difference, 0.95);
		expect(Math.exp(low)).toBeCloseTo(1.0264042, 6);
		expect(Math.exp(high)).toBeCloseTo(1.081124, 6);
	});
	test("one-sided p-values add up to one, and reversal flips the sign", () => {
		expect(pAbove(difference, 0.03) + pBelow(difference, 0.03)).toBeCloseTo(1);
		expect(logRatio(b, a).value).toBe(-difference.value);
		expect(pAbove(difference, 0) * 2).toBeCloseTo(difference.p, 12);
	});
	test("values without spread", () => {
		const still = armOf([1, 1]);
		expect(welch(still, armOf([2, 2])).p).toBe(0);
		expect(welch(still, still).p).toBe(1);
		expect(() => armOf([1])).toThrow(RangeError);
	});
});

describe("equivalence", () => {
	const difference = logRatio(a, b);
	test("proven within 10 %", () => {
		const { lower, upper, p } = tost(difference, Math.log(1.1));
		expect(lower).toBeCloseTo(7.7986e-7, 10);
		expect(upper).toBeCloseTo(0.00257034, 7);
		expect(p).toBe(upper);
	});
	test("not within 5 %", () => {
		expect(tost(difference, Math.log(1.05)).upper).toBeCloseTo(0.61, 3);
	});
	test("the same as a 90 % interval inside the margin", () => {
		const { low, high } = confidence(difference, 0.9);
		const edge = Math.max(-low, high);
		expect(tost(difference, edge).p).toBeCloseTo(0.05, 9);
		expect(() => tost(difference, 0)).toThrow(RangeError);
	});
});

describe("prediction of a single value", () => {
	test("factors of the 99.9 % prediction interval", () => {
		for (const [n, factor] of [
			[5, 7.86],
			[10, 4.51],
			[20, 3.67],
		]) {
			const history = Array.from({ length: n }, (_, i) => i);
			const mean = (n - 1) / 2;
			const s = Math.sqrt((n * (n + 1)) / 12);
			const prediction = predict(history);
			// The factors are rounded: their p is that of three digits.
			const p = pAtLeast(prediction, mean + factor * s);
			expect(Math.abs(p / 1e-3 - 1)).toBeLessThan(0.01);
		}
		expect(() => predict([1])).toThrow(RangeError);
	});
	test("a further value has p <= 5 % in 5 % of cases", () => {
		const random = createRandom("prediction");
		let above = 0;
		const trials = 4000;
		for (let r = 0; r < trials; r++) {
			const history = Array.from({ length: 6 }, () => random.normal());
			if (pAtLeast(predict(history), random.normal()) <= 0.05) above++;
		}
		const sigma = Math.sqrt(0.05 * 0.95 * trials);
		expect(Math.abs(above - 0.05 * trials)).toBeLessThan(4 * sigma);
	});
});
