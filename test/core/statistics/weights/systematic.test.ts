import { describe, expect, test } from "vitest";
import { deviationOf } from "../../../../core/log-density-error.js";
import { createRandom, fillNormal } from "../../../../core/random.js";
import { summarizeWeights } from "../../../../core/statistics/weights/log-weights.js";
import {
	statisticalPart,
	systematicOfLogZ,
	widened,
} from "../../../../core/statistics/weights/systematic.js";
import {
	weightedError,
	weightedMean,
} from "../../../../core/statistics/weights/weighted-mean.js";

const count = 4000;

/** Weights, an observable and an error of log q that depend on one another as `mix` says. */
function example(mix: readonly [number, number], size: number) {
	const random = createRandom(`systematic ${mix} ${size}`);
	const x = fillNormal(random, new Float64Array(count));
	const y = fillNormal(random, new Float64Array(count));
	const logWeights = x.map((value) => 0.4 * value);
	const observable = x.map((value, i) => value + 0.5 * y[i]);
	const delta = x.map(
		(value, i) => size * (0.7 + mix[0] * value + mix[1] * y[i]),
	);
	return { logWeights, observable, delta };
}

function mean(observable: Float64Array, logWeights: Float64Array) {
	const { normalized } = summarizeWeights(logWeights);
	const value = weightedMean(observable, normalized);
	return weightedError(
		observable.map((o) => o - value),
		normalized,
		value,
	);
}

describe.each([
	[1, 0],
	[-1, 0],
	[0.6, 0.8],
	[0, 1],
] as const)(
	"an error of log q with parts %d along the weights, %d across",
	(...mix) => {
		const size = 1e-3;
		const { logWeights, observable, delta } = example(mix, size);
		const wrong = logWeights.map((l, i) => l - delta[i]);
		const deviation = deviationOf(delta);

		test("shifts log Z by no more than its bound", () => {
			const right = summarizeWeights(logWeights);
			const shift = Math.abs(summarizeWeights(wrong).logZ - right.logZ);
			const bound = systematicOfLogZ(deviation, right.logZError, count);
			// Quadrature instead of the sum of both parts: less by at most the square root of two.
			expect(shift).toBeLessThan(Math.SQRT2 * bound);
			expect(bound).toBeLessThan(3 * size);
			expect(shift).toBeGreaterThan(0.1 * size);
		});

		test("shifts an average by no more than its bound", () => {
			const right = mean(observable, logWeights);
			const shift = Math.abs(mean(observable, wrong).value - right.value);
			const bound = deviation.spread * right.error * Math.sqrt(right.ess);
			expect(shift).toBeLessThan(1.02 * bound);
			if (mix[1] === 0) expect(shift).toBeGreaterThan(0.5 * bound);
		});
	},
);

test("parts add in quadrature, and a part that is nothing leaves the result as it is", () => {
	const result = { error: 3, degreesOfFreedom: 10, asymmetry: 0.5 };
	const wide = widened(result, 4);
	expect(wide).toEqual({
		error: 5,
		systematic: 4,
		degreesOfFreedom: expect.closeTo(10 * (5 / 3) ** 4, 9),
		asymmetry: expect.closeTo(0.5 * 0.6 ** 3, 12),
	});
	expect(statisticalPart(wide)).toBeCloseTo(3, 12);
	expect(widened(result, 0.02)).toBe(result);
	expect(widened({ error: 0, degreesOfFreedom: 5 }, 1)).toEqual({
		error: 1,
		systematic: 1,
		degreesOfFreedom: 5,
	});
});
