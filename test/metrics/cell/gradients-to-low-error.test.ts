/** The measure of the microcanonical benchmarks: on chains of known autocorrelation. */
import { describe, expect, test } from "vitest";
import { freeField } from "../../../actions/scalar/free-field.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import { evaluate, Measurements } from "../../../metrics/cell/evaluate.js";
import { gradientsToLowError } from "../../../metrics/cell/gradients-to-low-error.js";
import { siteSquare } from "../../../metrics/observables/scalar/site-square.js";
import { actionValues, autoregressive } from "../../core/statistics/support.js";

const free = freeField.create(createLattice([2]), { m2: 1 });
const draw = {
	seconds: 1,
	deviceSeconds: 1,
	actionEvaluations: 0,
	gradientEvaluations: 30_000,
};

test("the column is the square of the first site", () => {
	const [values] = siteSquare(free).measure(Float64Array.of(3, 5, -2, 7));
	expect(values).toEqual(Float64Array.of(9, 4));
});

describe("two sites with a slow mean and a quick difference", () => {
	const count = 200_000;
	const [slow, quick] = [0.98, 0.5];
	const mean = autoregressive("mean", slow, count);
	const difference = autoregressive("difference", quick, count);
	const fields = new Float64Array(2 * count);
	const share = 0.2;
	for (let i = 0; i < count; i++) {
		const [a, b] = [share * mean[i], difference[i]];
		fields[2 * i] = a + b;
		fields[2 * i + 1] = a - b;
	}
	const measurements = new Measurements(free);
	measurements.add({
		space: free.space,
		fields,
		action: actionValues(free, fields),
		count,
		structure: {
			kind: "chains",
			chains: 1,
			accepted: null,
		},
	});
	const { chain } = evaluate(measurements, createRandom(1)).estimators;
	const found = chain && gradientsToLowError(chain, draw).gradientsToLowError;

	/** 2 tau of the square of a sum of AR(1) processes with these variances, whose rho is that of the sum, squared. */
	function twice(parts: readonly (readonly [number, number])[]): number {
		const total = parts.reduce((sum, [variance]) => sum + variance, 0);
		let sum = 1;
		for (let t = 1; t < 2000; t++)
			sum +=
				2 * parts.reduce((rho, [v, a]) => rho + (v / total) * a ** t, 0) ** 2;
		return sum;
	}

	test.each([
		[
			"siteSquare",
			twice([
				[share ** 2, slow],
				[1, quick],
			]),
		],
		["magnetization2", twice([[1, slow]])],
	])("%s: 100 x 2 tau x gradients of a draw", (name, exact) => {
		const { value = 0, high = 0 } = found?.[name] ?? {};
		const expected = (100 * exact * draw.gradientEvaluations) / count;
		expect(high / value).toBeLessThan(1.2);
		expect(Math.abs(Math.log(value / expected))).toBeLessThan(
			4 * Math.log(high / value),
		);
	});

	test("the site hides the zero mode", () => {
		const site = found?.siteSquare.value ?? Number.POSITIVE_INFINITY;
		expect(found?.magnetization2.value).toBeGreaterThan(10 * site);
	});

	test("none where no gradients are counted", () => {
		const local = { ...draw, gradientEvaluations: 0 };
		expect(chain && gradientsToLowError(chain, local)).toEqual({});
	});

	test("none of a mean that is not resolved", () => {
		const unresolved = {
			draws: count,
			observables: {
				magnetization2: { status: "unresolved" as const, ess: 10, essError: 5 },
			},
		};
		expect(gradientsToLowError(unresolved, draw)).toEqual({});
	});
});
