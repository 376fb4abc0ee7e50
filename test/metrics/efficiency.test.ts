import { describe, expect, test } from "vitest";
import type { PhaseCost } from "../../core/cost.js";
import { createRandom } from "../../core/random.js";

import { type EstimatorResult, efficiencySchema } from "../../core/record.js";
import {
	breakEvenOf,
	breakEvenPoint,
	costSamples,
	createResampling,
	type SeedCost,
} from "../../metrics/across/break-even.js";

import { seedSpread } from "../../metrics/across/seed-spread.js";
import {
	type Costs,
	efficiency,
	preparationSeconds,
} from "../../metrics/cell/efficiency.js";

function phase(deviceSeconds: number, gradientEvaluations = 0): PhaseCost {
	return {
		seconds: deviceSeconds,
		deviceSeconds,
		actionEvaluations: 2 * gradientEvaluations,
		gradientEvaluations,
	};
}

const estimator: EstimatorResult = {
	observables: {
		fast: { status: "ok", value: 1, error: 0.1, ess: 900, essError: 30 },
		slow: { status: "ok", value: 1, error: 0.1, ess: 400, essError: 40 },
	},
	slowest: "slow",
	draws: 1000,
};

const cost: Costs = {
	compile: phase(1),
	train: phase(20),
	thermalise: phase(3),
	draw: phase(8, 2000),
	measure: phase(100),
};

function breakEven(
	sampler: readonly SeedCost[],
	baseline: readonly SeedCost[],
	label: string,
) {
	const [a, b] = [sampler, baseline].map((costs, i) =>
		costSamples(
			costs,
			createResampling(costs.length, createRandom(`${label} ${i}`), 1000),
		),
	);
	return breakEvenOf(a, b);
}

describe("efficiency", () => {
	const result = efficiency(estimator, cost);

	test("rates of the slowest observable, preparation in the price of n draws", () => {
		efficiencySchema.parse(result);
		expect(preparationSeconds(cost)).toBe(24);
		expect(result.essPerDeviceSecond?.value).toBe(50);
		expect(result.essPerEvaluation?.value).toBe(0.2);
		expect(Object.keys(result.deviceSecondsTo ?? {})).toEqual([
			"1e2",
			"1e4",
			"1e6",
		]);
		expect(result.deviceSecondsTo?.["1e2"].value).toBe(24 + 2);
		expect(result.deviceSecondsTo?.["1e6"].value).toBe(24 + 20000);
	});

	test("and the same by processor time, where every phase knows its own", () => {
		expect(result.coreSecondsTo).toBeUndefined();
		const timing = {
			draws: 1000,
			seconds: 10,
			coreSeconds: 2,
			blocks: 8,
			error: 0.01,
			coreError: 0.01,
		};
		const core = Object.fromEntries(
			Object.entries(cost).map(([phase, paid]) => [
				phase,
				{ ...paid, coreSeconds: paid.deviceSeconds / 4 },
			]),
		);
		const timed = { ...core, draw: { ...core.draw, timing } };
		const both = efficiencySchema.parse(efficiency(estimator, timed));
		const rate = both.essPerCoreSecond?.value ?? 0;
		expect(both.coreSecondsTo?.["1e4"].value).toBeCloseTo(6 + 1e4 / rate, 9);
		expect(both.deviceSecondsTo?.["1e4"].value).toBeCloseTo(
			24 + 1e4 / (both.essPerDeviceSecond?.value ?? 0),
			9,
		);
	});

	test("intervals are symmetric in the logarithm, and the clock widens them", () => {
		const {
			low,
			high = 0,
			value,
		} = result.essPerDeviceSecond ?? { low: 0, value: 0 };
		expect(Math.log(value / low)).toBeCloseTo(0.1, 12);
		expect(Math.log(high / value)).toBeCloseTo(0.1, 12);
		// Eight blocks of the same speed as the draws, known to 10 %.
		const timing = {
			draws: 2000,
			seconds: 16,
			coreSeconds: 30,
			blocks: 8,
			error: 0.1,
			coreError: 0.05,
		};
		const draw = { ...phase(8, 2000), coreSeconds: 15, timing };
		const clocked = efficiency(estimator, { ...cost, draw });
		efficiencySchema.parse(clocked);
		const widening = 2.364624 / 1.959964; // Student's t with 7 degrees of freedom, at 97.5 %
		const { essPerDeviceSecond: wall, essPerCoreSecond: core } = clocked;
		expect(wall?.value).toBeCloseTo(value, 12);
		expect(Math.log(value / (wall?.low ?? 0))).toBeCloseTo(
			Math.hypot(0.1, 0.1 * widening),
			6,
		);
		expect(core?.value).toBeCloseTo(400 / 15, 12);
		expect(Math.log((core?.high ?? 0) / (core?.value ?? 1))).toBeCloseTo(
			Math.hypot(0.1, 0.05 * widening),
			6,
		);
		// Evaluations are counted, not timed.
		expect(clocked.essPerEvaluation).toEqual(result.essPerEvaluation);
	});

	test("nothing is claimed where nothing is resolved or drawn", () => {
		expect(efficiency({ observables: {}, draws: 10 }, cost)).toEqual({});
		expect(efficiency(estimator, { train: phase(1) })).toEqual({});
	});
});

describe("break-even", () => {
	const flow = { preparation: 110, perEffective: 0.01, logError: 0.02 };
	const chain = { preparation: 10, perEffective: 0.05, logError: 0.02 };

	test("the point where both have cost the same", () => {
		const n = breakEvenPoint(flow, chain);
		expect(n).toBeCloseTo(2500, 9);
		expect(flow.preparation + n * flow.perEffective).toBeCloseTo(
			chain.preparation + n * chain.perEffective,
			9,
		);
		expect(breakEvenPoint(chain, flow)).toBe(Number.POSITIVE_INFINITY);
		expect(breakEvenPoint({ preparation: 1, perEffective: 0.01 }, chain)).toBe(
			0,
		);
	});

	test("an interval over seeds that holds the point, and infinity where it belongs", () => {
		const seeds = [100, 110, 120, 95, 130].map((preparation) => ({
			...flow,
			preparation,
		}));
		const sure = breakEven(seeds, [chain, chain, chain], "sure");
		expect(sure.low).toBeLessThan(2500);
		expect(sure.high).toBeGreaterThan(2500);
		expect(sure.never).toBe(0);
		const vague = { ...flow, perEffective: 0.049, logError: 0.2 };
		const unsure = breakEven(
			[vague, vague, vague],
			[chain, chain, chain],
			"unsure",
		);
		expect(unsure.high).toBe(Number.POSITIVE_INFINITY);
		expect(unsure.never).toBeGreaterThan(0.2);
		expect(unsure.never).toBeLessThan(0.8);
		expect(() => breakEven([], [chain], "none")).toThrow(RangeError);
	});
});

test("spread over seeds: median and range", () => {
	expect(seedSpread([3, 1, 2])).toEqual({
		median: 2,
		low: 1,
		high: 3,
		seeds: 3,
	});
	expect(seedSpread([4, 1, 2, 3]).median).toBe(2.5);
	expect(() => seedSpread([])).toThrow(RangeError);
});
