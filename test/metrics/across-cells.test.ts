import { expect, test } from "vitest";
import { createRandom } from "../../core/random.js";
import {
	type BenchRecord,
	type EstimatorName,
	recordSchema,
} from "../../core/record.js";
import { acrossCells } from "../../metrics/across-cells.js";

function record(
	label: string,
	estimator: EstimatorName,
	seed: number,
	phi2: number,
	rate: number,
	preparation: number,
): BenchRecord {
	return recordSchema.parse({
		schema: 1,
		key: "0123456789abcdef",
		suite: "test",
		status: "completed",
		action: {
			name: "phi4",
			label: "E1",
			shape: [6, 6],
			parameters: { m2: -4, lambda: 6.975 },
		},
		sampler: { name: label, label, options: {} },
		seed,
		draws: 10_000,
		estimators: {
			[estimator]: {
				observables: {
					phi2: {
						status: "ok",
						value: phi2,
						error: 0.001,
						ess: 10_000,
						degreesOfFreedom: 1000,
					},
				},
				draws: 10_000,
			},
		},
		cost: {
			tune: {
				seconds: preparation,
				deviceSeconds: preparation,
				actionEvaluations: 0,
				gradientEvaluations: 0,
			},
		},
		efficiency: {
			[estimator]: {
				essPerDeviceSecond: {
					value: rate,
					low: rate / 1.05,
					high: rate * 1.05,
				},
			},
		},
	});
}

test("pairs of samplers of one target: agreement, break-even and seeds", () => {
	const records = [
		record("hmc", "chain", 1, 0.161, 100, 1),
		record("hmc", "chain", 2, 0.162, 110, 1),
		record("flow", "reweighted", 1, 0.1615, 1000, 60),
		record("flow", "reweighted", 2, 0.1612, 1200, 61),
		record("flow", "reweighted", 3, 0.1618, 800, 59),
		record("wrong", "chain", 1, 0.2, 5000, 0),
	];
	const failed: BenchRecord = { ...records[0], status: "failed" };
	const other = {
		...records[0],
		action: { ...records[0].action, shape: [8, 8] },
	};
	const summaries = acrossCells([...records, failed, other], createRandom(1));
	expect(summaries.map((summary) => summary.action.shape)).toEqual([
		[6, 6],
		[8, 8],
	]);
	const [first, second] = summaries;
	expect(first.agreement["phi2: hmc (chain) = flow (reweighted)"].verdict).toBe(
		"pass",
	);
	expect(first.agreement["phi2: hmc (chain) = wrong (chain)"].verdict).toBe(
		"fail",
	);
	expect(
		first.agreement["phi2: flow (reweighted) = wrong (chain)"].verdict,
	).toBe("fail");
	expect(first.seeds["flow (reweighted)"]).toEqual({
		median: 1000,
		low: 800,
		high: 1200,
		seeds: 3,
	});
	// 59 seconds more, at 1/105 - 1/1000 seconds saved for each effective configuration.
	const point = first.breakEven["flow (reweighted) < hmc (chain)"];
	const medianPrice = (1 / 100 + 1 / 110) / 2;
	expect(point.value).toBeCloseTo(59 / (medianPrice - 1 / 1000), 6);
	expect(point.low).toBeLessThan(point.value);
	expect(point.high).toBeGreaterThan(point.value);
	expect(first.breakEven["hmc (chain) < flow (reweighted)"].value).toBe(
		Number.POSITIVE_INFINITY,
	);
	expect(second.agreement).toEqual({});
	expect(Object.keys(second.seeds)).toEqual(["hmc (chain)"]);
});
