import { expect, test } from "vitest";
import { findSteps } from "../../../../core/statistics/change-points/steps.js";

test("a step is found where it is, noise alone gives none", () => {
	const wobble = [0.3, -0.8, 0.5, 0.9, -0.2, -0.6, 0.7, 0.1, -0.9, 0.4];
	const series = (step: number) =>
		wobble.map((w, i) => ({
			value: 0.05 * w + (i >= 6 ? step : 0),
			error: 0.05,
		}));
	expect(findSteps(series(0))).toEqual([]);
	expect(findSteps(series(0.6))).toEqual([6]);
});
