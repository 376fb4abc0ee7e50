import { describe, expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import { combineReplicas, referenceSuite } from "../../harness/reference.js";
import { builtin } from "../../suites/catalogue.js";

/** As much of a record as replicas need. */
function replica(
	seed: number,
	value: number,
	changes: Partial<BenchRecord> = {},
): BenchRecord {
	return {
		status: "completed",
		seed,
		checks: {
			"SD joint": { verdict: "pass" },
			"reference phi2": { verdict: "fail" },
		},
		estimators: {
			chain: {
				draws: 100,
				observables: {
					phi2: { status: "ok", value, error: 0.01, ess: 50 },
					chi: { status: "unresolved", reason: "too short", value: 1 },
				},
			},
		},
		...changes,
	} as unknown as BenchRecord;
}

describe("replicas", () => {
	test("are averaged, with the error of independent runs", () => {
		const run = combineReplicas([
			replica(1, 0.99),
			replica(2, 1.01),
			replica(3, 1),
			replica(4, 1),
		]);
		expect(run.problems).toEqual([]);
		expect(run.values.phi2.value).toBeCloseTo(1, 12);
		expect(run.values.phi2.error).toBeCloseTo(0.005, 12);
		expect(run.values.phi2.ess).toBe(200);
		expect(run.unresolved).toEqual({ chi: "too short" });
		expect(run.draws).toBe(400);
	});

	test("that scatter, fail an identity or did not complete give no values", () => {
		const scattered = combineReplicas([replica(1, 0.9), replica(2, 1.1)]);
		expect(scattered.values).toEqual({});
		expect(scattered.problems[0]).toMatch(/^phi2 scatters/);
		const wrong = replica(2, 1, {
			checks: { "SD joint": { verdict: "fail" } } as never,
		});
		expect(combineReplicas([replica(1, 1), wrong]).problems).toEqual([
			"replica 2 fails the check SD joint",
		]);
		const late = replica(2, 1, { status: "timeout", reason: "too slow" });
		expect(combineReplicas([replica(1, 1), late]).problems).toEqual([
			"replica 2 is timeout: too slow",
		]);
	});
});

test("the suite has a seed for each replica and no references to judge by", () => {
	const target = {
		label: "E1",
		action: "phi4",
		shape: [6, 6],
		parameters: { m2: -4, lambda: 6.975 },
		references: { phi2: { value: 1, error: 0, source: "wrong" } },
	};
	const suite = referenceSuite(target, builtin.samplers, "cluster", 3, 5000);
	expect(suite.targets[0].references).toEqual({});
	expect(suite.samplers[0].seeds).toEqual([1, 2, 3]);
	expect(suite.samplers[0].options.algorithm).toBe("wolff");
});
