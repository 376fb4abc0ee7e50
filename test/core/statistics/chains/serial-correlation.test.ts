import { expect, test } from "vitest";
import { serialCorrelation } from "../../../../core/statistics/chains/serial-correlation.js";
import { autoregressive } from "../support.js";

const count = 4000;
const series = autoregressive("serial correlation", 0.5, count);

test("of AR(1) it is the coefficient", () => {
	const rho = serialCorrelation(series);
	// var rho(1) = (1 - a^2) / N.
	const error = Math.sqrt((1 - 0.25) / count);
	expect(Math.abs((rho ?? 0) - 0.5) / error).toBeLessThan(4);
});

test.each([1e300, 1e154, 1e-170, 1e-300])(
	"has no unit: the same in units of %s",
	(unit) => {
		const plain = serialCorrelation(series) ?? Number.NaN;
		expect(serialCorrelation(series.map((x) => x * unit))).toBeCloseTo(
			plain,
			12,
		);
		// An offset that rounding allows changes nothing either.
		const shifted = series.map((x) => (x + 1000) * (unit / 1000));
		expect(serialCorrelation(shifted)).toBeCloseTo(plain, 9);
	},
);

test("independent draws have none, nor have few or equal ones", () => {
	for (let r = 0; r < 200; r++)
		expect(
			serialCorrelation(autoregressive(`independent ${r}`, 0, 400)),
		).toBeUndefined();
	expect(serialCorrelation(series.slice(0, 24))).toBeUndefined();
	expect(serialCorrelation(new Float64Array(400).fill(3))).toBeUndefined();
	const rounding = series.map((x) => 1 + 1e-16 * x);
	expect(serialCorrelation(rounding)).toBeUndefined();
});
