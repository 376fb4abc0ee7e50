import { describe, expect, test } from "vitest";
import {
	deviations,
	type GammaResult,
	gammaMethod,
} from "../../../../core/statistics/chains/gamma-method.js";
import { rhoErrors } from "../../../../core/statistics/chains/rho-error.js";
import {
	exponentialTime,
	tailBound,
} from "../../../../core/statistics/chains/tail-bound.js";
import { autoregressive } from "../support.js";

/** What the Gamma method finds, with a known rho in place of the measured one. */
function withRho(
	rho: (t: number) => number,
	count: number,
	window: number,
): GammaResult {
	const measured = gammaMethod(
		deviations([autoregressive("frame", 0.5, 100)]).deltas,
	);
	return { ...measured, count, window, maxLag: count / 2, rho };
}

describe("error of rho(t)", () => {
	test("AR(1): Bartlett's closed form, and a bound that holds", () => {
		const a = 0.8;
		const count = 10_000;
		const errors = rhoErrors(withRho((t) => a ** t, count, 60));
		for (const t of [1, 2, 5, 20]) {
			const power = a ** (2 * t);
			const variance =
				((1 - power) * (1 + a * a)) / (1 - a * a) - 2 * t * power;
			expect(errors.of(t)).toBeCloseTo(Math.sqrt(variance / count), 9);
			expect(errors.atMost(t)).toBeGreaterThanOrEqual(errors.of(t));
			// Not so large that it never saves anything.
			expect(errors.atMost(t)).toBeLessThan(4 / Math.sqrt(count) / (1 - a));
		}
	});

	test("the spread of rho over runs is what is quoted", () => {
		const runs = 200;
		const found = Array.from({ length: runs }, (_, k) =>
			gammaMethod(deviations([autoregressive(`rho/${k}`, 0.8, 4000)]).deltas),
		);
		const values = found.map((gamma) => gamma.rho(4));
		const mean = values.reduce((sum, value) => sum + value, 0) / runs;
		const spread = Math.sqrt(
			values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1),
		);
		const quoted =
			found.reduce((sum, gamma) => sum + rhoErrors(gamma).of(4), 0) / runs;
		// The deviation of a deviation from 200 values is 5 %.
		expect(Math.abs(spread / quoted - 1)).toBeLessThan(0.15);
	});
});

describe("what may hide in the noise", () => {
	// Nine tenths of a per cent of the variance in a mode of 200: tauInt 3.48, of which a window sees 1.6.
	const slow = 0.995;
	const rho = (t: number): number => 0.99 * 0.5 ** t + 0.01 * slow ** t;
	const truth = 0.99 * 1.5 + 0.01 * ((1 + slow) / (2 * (1 - slow)));

	test("an exponential tail is added in full", () => {
		const gamma = withRho(rho, 10_000, 8);
		const tauExp = -1 / Math.log(slow);
		const bound = tailBound(gamma, tauExp);
		expect(bound.window).toBeGreaterThan(3);
		expect(bound.window).toBeLessThan(20);
		const seen = truth - rho(bound.window + 1) / (1 - slow);
		expect(seen).toBeLessThan(0.6 * truth);
		// The exponential time is the geometric sum 1 / (1 - a) less a half; what is left of the quick mode adds a little.
		expect(bound.tauInt / truth).toBeGreaterThan(0.99);
		expect(bound.tauInt / truth).toBeLessThan(1.15);
		const tail = tauExp * rhoErrors(gamma).of(bound.window + 1);
		expect(bound.tauIntError).toBeGreaterThan(tail);
		expect(tailBound(gamma, tauExp, 2).window).toBeLessThan(bound.window);
	});

	test("the exponential time of AR(1)", () => {
		expect(exponentialTime(9.5)).toBeCloseTo(-1 / Math.log(0.9), 12);
		expect(exponentialTime(0.5)).toBe(0);
	});
});
