import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import {
	comparisonSchema,
	type TargetComparison,
} from "../../core/comparison.js";
import { createRandom } from "../../core/random.js";
import {
	type BenchRecord,
	type EstimatorName,
	recordSchema,
} from "../../core/record.js";
import { acrossCells } from "../../metrics/across/across-cells.js";

function keyOf(label: string, seed: number): string {
	return createHash("sha256")
		.update(`${label} ${seed}`)
		.digest("hex")
		.slice(0, 16);
}

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
		key: keyOf(label, seed),
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

function machine(record: BenchRecord, cpu: string): BenchRecord {
	return {
		...record,
		environment: {
			versions: {},
			backend: "cpu",
			device: { kind: "cpu", name: cpu, count: 1 },
			cpu,
			cores: 1,
			threads: 1,
			memoryBytes: 1,
			platform: "test",
			session: "test",
			startedAt: "2026-01-01T00:00:00.000Z",
			argv: [],
		},
	};
}

const three = [
	record("hmc", "chain", 1, 0.161, 100, 1),
	record("hmc", "chain", 2, 0.162, 110, 1),
	record("flow", "reweighted", 1, 0.1615, 1000, 60),
	record("flow", "reweighted", 2, 0.1612, 1200, 61),
	record("flow", "reweighted", 3, 0.1618, 800, 59),
	record("wrong", "chain", 1, 0.2, 5000, 0),
];

/** Break-even of the first sampler against the second on the first machine of a target. */
function pointOf(target: TargetComparison, first: string, second: string) {
	const [row, baseline] = [first, second].map((name) =>
		target.rows.findIndex(({ sampler }) => sampler === name),
	);
	return target.machines[0].breakEven.find(
		(entry) => entry.row === row && entry.baseline === baseline,
	)?.n;
}

test("a sampler with a shifted mean is named by the pair test, with everyone it meets", () => {
	const failed: BenchRecord = {
		...three[0],
		key: "0123456789abcdef",
		status: "failed",
	};
	const other = {
		...three[0],
		key: "fedcba9876543210",
		action: { ...three[0].action, shape: [8, 8] },
	};
	const comparison = acrossCells([...three, failed, other], createRandom(1));
	expect(comparison.targets.map(({ action }) => action.shape)).toEqual([
		[6, 6],
		[8, 8],
	]);
	const [first, second] = comparison.targets;
	expect(first.pairs.map(({ name, verdict }) => [name, verdict])).toEqual([
		["hmc (chain) ~ flow (reweighted)", "pass"],
		["hmc (chain) ~ wrong (chain)", "fail"],
		["flow (reweighted) ~ wrong (chain)", "fail"],
	]);
	const { phi2 } = first.pairs[1].checks;
	expect(phi2.statistic).toBeLessThan(-30);
	expect(phi2.adjusted).toBeGreaterThan(phi2.p ?? 1);
	expect(second.pairs).toEqual([]);
	expect(second.rows).toEqual([
		{ sampler: "hmc", estimator: "chain", keys: ["fedcba9876543210"] },
	]);
});

test("break-even and seeds", () => {
	const [first] = acrossCells(three, createRandom(1)).targets;
	const flow = first.machines[0].prices.find(({ row }) => row === 1);
	expect(flow?.rate).toEqual({
		median: 1000,
		low: 800,
		high: 1200,
		seeds: 3,
	});
	expect(flow?.preparation.median).toBe(60);
	// 59 seconds more, at 1/105 - 1/1000 seconds saved for each effective configuration.
	const point = pointOf(first, "flow", "hmc");
	const medianPrice = (1 / 100 + 1 / 110) / 2;
	expect(point?.value).toBeCloseTo(59 / (medianPrice - 1 / 1000), 6);
	expect(point?.low).toBeLessThan(point?.value ?? 0);
	expect(point?.high).toBeGreaterThan(point?.value ?? 0);
});

test("an infinite break-even survives JSON and the schema", () => {
	const comparison = acrossCells(three, createRandom(1));
	const back = comparisonSchema.parse(JSON.parse(JSON.stringify(comparison)));
	expect(back).toEqual(comparison);
	expect(pointOf(back.targets[0], "hmc", "flow")).toEqual({ never: 1 });
});

test("prices are compared on equal hardware only, agreement across machines", () => {
	const records = three.map((entry, i) => ({
		...machine(entry, i < 2 ? "slow" : "fast"),
		key: `${i}`.padStart(16, "0"),
	}));
	const [target] = acrossCells(records, createRandom(1)).targets;
	expect(target.machines).toHaveLength(2);
	expect(target.machines[0].prices.map(({ row }) => row)).toEqual([0]);
	expect(target.machines[0].breakEven).toEqual([]);
	expect(target.machines[1].breakEven).toHaveLength(2);
	expect(target.pairs[1].verdict).toBe("fail");
});

test("equal draws on two machines count once for agreement", () => {
	const pair = [three[0], three[2]].map((entry, i) => ({
		...entry,
		key: `${i}`.padStart(16, "0"),
	}));
	const once = acrossCells(pair, createRandom(1)).targets[0];
	const twice = acrossCells(
		["a", "b"].flatMap((cpu) => pair.map((entry) => machine(entry, cpu))),
		createRandom(1),
	).targets[0];
	expect(twice.pairs).toEqual(once.pairs);
});

test("rows resample on their own, in the same way on every target", () => {
	// The same prices under two names: had they shared their samples, neither would ever be cheaper.
	const twins = ["one", "two"].flatMap((label) =>
		[90, 100, 110].map((rate, seed) =>
			record(label, "chain", seed, 0.161, rate, label === "one" ? 1 : 2),
		),
	);
	const elsewhere = twins.map((entry, i) => ({
		...entry,
		key: `${i}`.padStart(16, "0"),
		action: { ...entry.action, label: "E2", shape: [8, 8] },
	}));
	const { targets } = acrossCells([...twins, ...elsewhere], createRandom(1));
	const [first, second] = targets.map((target) =>
		pointOf(target, "two", "one"),
	);
	expect(first?.never).toBeGreaterThan(0.3);
	expect(first?.never).toBeLessThan(0.7);
	expect(second).toEqual(first);
	const alone = acrossCells(elsewhere, createRandom(1)).targets[0];
	expect(pointOf(alone, "two", "one")).toEqual(first);
});
