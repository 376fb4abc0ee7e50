import { expect, test } from "vitest";
import { fitPowerLaw } from "../../../../core/statistics/inference/power-law.js";

test("a power law is found again, exactly where the points lie on it", () => {
	const points = [4, 8, 16, 32].map((x) => ({
		x,
		y: 0.3 * x ** 1.8,
		relativeError: 0.01 * Math.sqrt(x),
	}));
	const fit = fitPowerLaw(points);
	expect(fit?.exponent.value).toBeCloseTo(1.8, 12);
	expect(fit?.amplitude).toBeCloseTo(0.3, 12);
	expect(fit?.chi2).toBeCloseTo(0, 12);
	expect(fitPowerLaw(points.slice(0, 2))).toBeUndefined();
});
