import { describe, expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import type { BenchRecord, ObservableResult } from "../../../core/record.js";
import {
	deviations,
	gammaMethod,
} from "../../../core/statistics/chains/gamma-method.js";
import { correctnessLayer } from "../../../harness/compare/correctness.js";
import { defaultLevels } from "../../../harness/compare/finding.js";
import { pairCells } from "../../../harness/compare/pairs.js";
import { recordOf } from "./support.js";

/** Ten correlated observables of one AR(1) chain, a = 0.5: what one cell of a run looks like. */
function nullRecord(template: BenchRecord, seed: number): BenchRecord {
	const random = createRandom(`null ${seed}`);
	const count = 400;
	const common = new Float64Array(count);
	const observables: Record<string, ObservableResult> = {};
	const gaussians = (out: Float64Array) => {
		let x = random.normal();
		for (let i = 0; i < count; i++) {
			out[i] = x;
			x = 0.5 * x + Math.sqrt(0.75) * random.normal();
		}
	};
	gaussians(common);
	const own = new Float64Array(count);
	for (let k = 0; k < 4; k++) {
		gaussians(own);
		const column = own.map((value, i) => value + common[i]);
		const { mean, deltas } = deviations([column]);
		const { error, window } = gammaMethod(deltas);
		observables[`o${k}`] = {
			status: "ok",
			value: mean,
			error,
			degreesOfFreedom: count / (2 * window + 1),
		};
	}
	return {
		...template,
		seed,
		key: seed.toString(16).padStart(16, "0"),
		estimators: { chain: { observables, draws: count } },
	};
}

describe("the correctness gate over 2,000 pairs of equal versions", () => {
	const template = recordOf({ a: 0, draws: 80, observables: 1 }, 1);
	const trials = 2000;
	// A level at which 2,000 trials count enough alarms to see a wrong rate, and the printed ones.
	const loose = { ...defaultLevels, suspicion: 0.05, certainty: 0.05 };
	let alarms = 0;
	let suspects = 0;
	let confirmed = 0;
	for (let r = 0; r < trials; r++) {
		const base = nullRecord(template, 2 * r);
		const fresh = nullRecord(template, 2 * r + 1);
		const { pairs } = pairCells([base], [fresh]);
		const raised = (levels: typeof loose) =>
			correctnessLayer(pairs, new Set(), levels).findings.map(
				({ verdict }) => verdict,
			);
		if (raised(loose).includes("regressed")) alarms++;
		const printed = raised(defaultLevels);
		if (printed.includes("inconclusive")) suspects++;
		if (printed.includes("regressed")) confirmed++;
	}
	test("alarms at 5 % do not exceed 5 % of runs, and are not absurdly rare", () => {
		const sigma = Math.sqrt(0.05 * 0.95 * trials);
		expect(alarms).toBeLessThan(0.05 * trials + 4 * sigma);
		// Holm's correction over four correlated tests is conservative, but not by a factor of three.
		expect(alarms).toBeGreaterThan(0.015 * trials);
	});
	test("suspects at 1e-3: two expected, P(over 9) < 1e-4", () => {
		expect(suspects).toBeLessThanOrEqual(9);
	});
	test("none is called wrong at 1e-6", () => {
		expect(confirmed).toBe(0);
	});
});
