import { describe, expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import { linkCharge } from "../../../metrics/observables/gauge/plaquette-angles.js";
import {
	equalised,
	inverseErfc,
	spacing,
} from "../../../samplers/tempering/ladder.js";
import { withCoupling } from "../../../samplers/tempering/scalar.js";
import { tempering } from "../../../samplers/tempering/tempering.js";
import { theory } from "../../metrics/observables/gauge/support.js";
import { prepareByName } from "../chain/local/exact.js";
import { measureAll, overChains, phi4Action, zScore } from "../hmc/support.js";
import { expectExact } from "../links/support.js";

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

	test("of one value stays one value", () => {
		expect(equalised([1], [])).toEqual([1]);
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

describe("parallel tempering of links in beta", () => {
	test("moves Q of U(1) where the heat bath alone is frozen", async () => {
		const beta = 7;
		const action = theory("U1", [6, 6], beta);
		const prepared = await prepareByName("tempering", action, {
			start: "cold",
			chains: 8,
			thermalise: 100,
		});
		const ensemble = await prepared.draw(8 * 1500);
		const { facts } = prepared;
		prepared.dispose();
		expect(facts.coupling).toBe("beta");
		const ladder = String(facts.ladder).split(" ").map(Number);
		expect(ladder[0]).toBe(beta);
		// The last value is the first of a mean plaquette below 0.6.
		expect(ladder.at(-1)).toBeLessThan(1.55);
		expectExact(action, ensemble, [
			"plaquette",
			"wilsonLoop2x2",
			"topologicalCharge2",
			"thermometer",
			"pQ:0",
		]);
		const alone = await prepareByName("heatbath", action, {
			start: "cold",
			chains: 8,
			thermalise: 100,
		});
		const frozen = await alone.draw(8 * 1500);
		alone.dispose();
		const changes = ({ fields, count }: typeof ensemble) => {
			let sum = 0;
			const charges = linkCharge(fields, action.space);
			for (let i = 1; i < count; i++)
				if (i % (count / 8) !== 0 && charges[i] !== charges[i - 1]) sum++;
			return sum;
		};
		expect(changes(ensemble)).toBeGreaterThan(20 * (1 + changes(frozen)));
	});

	test.each([
		["SU2", [4, 5], 6],
		["SU3", [3, 4], 8],
	] as const)(
		"%s on %j agrees with the exact loops",
		async (group, shape, beta) => {
			const action = theory(group, shape, beta);
			const options = { chains: 8, thermalise: 50, replicas: 3 };
			const prepared = await prepareByName("tempering", action, options);
			const ensemble = await prepared.draw(8 * 300);
			prepared.dispose();
			expectExact(action, ensemble, ["plaquette", "wilsonLoop2x2", "force"]);
		},
	);

	test("refuses couplings of other theories, with the reason", () => {
		const scalar = phi4Action([4, 4], -4, 3);
		const sampler = (coupling: string) =>
			tempering.create(tempering.options.parse({ coupling }));
		expect(sampler("beta").supports(scalar).ok).toBe(false);
		expect(sampler("quartic").supports(theory("SU2", [4, 4], 2)).ok).toBe(
			false,
		);
		expect(sampler("beta").supports(theory("SU2", [4, 4], 2)).ok).toBe(true);
	});
});
