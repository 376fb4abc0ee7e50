import { describe, expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import {
	equalised,
	inverseErfc,
	spacing,
	withCoupling,
} from "../../../samplers/tempering/ladder.js";
import { prepareByName } from "../chain/local/exact.js";
import { measureAll, overChains, phi4Action, zScore } from "../hmc/support.js";

describe("the ladder", () => {
	test("the inverse of erfc", () => {
		// erfc(1/2) and erfc(1) of tables.
		expect(inverseErfc(0.479500122186953)).toBeCloseTo(0.5, 7);
		expect(inverseErfc(0.157299207050285)).toBeCloseTo(1, 7);
		expect(inverseErfc(1)).toBeCloseTo(0, 7);
	});

	test("the spacing gives its swap rate where X is Gaussian", () => {
		// S = S0 + x X with X normal of variance V at x: at x + d the mean is lower by d V.
		const random = createRandom("gauss");
		const variance = 3;
		const d = spacing(0.35, variance);
		const n = 200_000;
		let accepted = 0;
		for (let i = 0; i < n; i++) {
			const here = Math.sqrt(variance) * random.normal();
			const there = Math.sqrt(variance) * random.normal() - d * variance;
			const gain = -d * (here - there);
			if (Math.log(random.uniform()) < gain) accepted++;
		}
		const error = Math.sqrt((0.35 * 0.65) / n);
		expect(Math.abs(accepted / n - 0.35) / error).toBeLessThan(4);
	});

	test("gaps of unequal rates are cut into equal parts", () => {
		// The first gap is as long as three of the second.
		const z = inverseErfc(0.6);
		const rate = (length: number) => {
			let low = 1e-9;
			let high = 1;
			for (let i = 0; i < 60; i++) {
				const middle = (low + high) / 2;
				if (inverseErfc(middle) > length) low = middle;
				else high = middle;
			}
			return low;
		};
		const ladder = equalised([0, 3, 4], [rate(3 * z), 0.6]);
		expect(ladder[0]).toBe(0);
		expect(ladder[1]).toBeCloseTo(2, 6);
		expect(ladder[2]).toBe(4);
	});

	test("only the chosen coupling differs", () => {
		const couplings = { kinetic: 1, quadratic: -4, quartic: 3, sextic: 0 };
		expect(withCoupling(couplings, "quartic", 5)).toEqual({
			...couplings,
			quartic: 5,
		});
	});
});

describe("parallel tempering in the broken phase", () => {
	const action = phi4Action([6, 6], -4, 3);

	test.each(["quadratic", "quartic", "kinetic"])(
		"%s: equal swap rates, both wells, and the moments of clusters",
		async (coupling) => {
			const prepared = await prepareByName("tempering", action, { coupling });
			const ensemble = await prepared.draw(16 * 600);
			const { facts } = prepared;
			prepared.dispose();
			const clusters = await prepareByName("cluster", action, {});
			const reference = await clusters.draw(64 * 200);
			clusters.dispose();
			const rates = String(facts.swapRates).split(" ").map(Number);
			expect(rates).toHaveLength(Number(facts.replicas) - 1);
			// The last pass of tuning saw 800 tries of each gap, and cannot know a rate better.
			const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
			const error = Math.sqrt((mean * (1 - mean)) / 800);
			for (const rate of rates)
				expect(Math.abs(rate - mean) / error).toBeLessThan(5);
			expect(Math.abs(mean - 0.4)).toBeLessThan(0.2);
			const a = measureAll(ensemble);
			const b = measureAll(reference);
			for (const name of ["chi", "phi2", "phi4", "S"]) {
				const other = overChains(b[name], 64);
				const z = zScore(overChains(a[name], 16), other.value, other.error);
				expect(Math.abs(z), `${name}: z = ${z}`).toBeLessThan(4);
			}
			expect(Math.abs(zScore(overChains(a.m, 16), 0))).toBeLessThan(4);
		},
	);
});
