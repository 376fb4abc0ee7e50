import { describe, expect, test } from "vitest";
import { planCells, selectCells } from "../../harness/plan.js";
import { noMachines } from "../../suites/machines.js";
import type { Suite } from "../../suites/suite.js";

const suite: Suite = {
	title: "a",
	targets: ["A", "B"].map((label) => ({
		label,
		action: "free-field",
		shape: [4],
		parameters: { m2: 1 },
		references: {},
	})),
	samplers: ["x", "y"].map((label) => ({
		label,
		sampler: "hmc",
		options: { chains: 2 },
		budget: { steps: 3 },
		seeds: [1, 2],
		draws: 10,
	})),
	observables: [],
	limits: {},
	measure: { seconds: 1 },
	fields: false,
	machines: noMachines,
};

function keys(of: Suite): readonly string[] {
	return planCells(of).map(({ key }) => key);
}

function withSampler(change: object): Suite {
	const [first, ...rest] = suite.samplers;
	return { ...suite, samplers: [{ ...first, ...change }, ...rest] };
}

describe("the plan", () => {
	test("is every target x sampler x seed, with keys of their own", () => {
		expect(keys(suite)).toHaveLength(8);
		expect(new Set(keys(suite)).size).toBe(8);
		for (const key of keys(suite)) expect(key).toMatch(/^[0-9a-f]{16}$/);
	});

	test("does not depend on order, title, limits, or what else is in the suite", () => {
		const other: Suite = {
			...suite,
			title: "b",
			question: "why?",
			limits: { time: 5, memory: 6 },
			targets: [...suite.targets].reverse(),
			samplers: [...suite.samplers].reverse(),
		};
		expect([...keys(other)].sort()).toEqual([...keys(suite)].sort());
		const alone = { ...suite, samplers: [suite.samplers[1]] };
		for (const key of keys(alone)) expect(keys(suite)).toContain(key);
	});

	test.each([
		["label", { label: "z" }],
		["sampler", { sampler: "realnvp" }],
		["options", { options: { chains: 3 } }],
		["budget", { budget: { seconds: 3 } }],
		["draws", { draws: 11 }],
		["seeds", { seeds: [3, 4] }],
		["module", { module: { name: "m", path: "/m.js", hash: "00" } }],
	])("gives another key for another %s", (_, change) => {
		const before = keys(suite);
		const after = keys(withSampler(change));
		expect(after.filter((key) => before.includes(key))).toHaveLength(4);
	});

	test("gives another key for another target, reference or fields", () => {
		const [first, second] = suite.targets;
		const changed = [
			{ ...first, shape: [5] },
			{ ...first, parameters: { m2: 2 } },
			{ ...first, references: { phi2: { value: 1, error: 0, source: "s" } } },
			{ ...first, module: { name: "m", path: "/m.js", hash: "00" } },
		];
		for (const target of changed) {
			const after = keys({ ...suite, targets: [target, second] });
			expect(after.filter((key) => keys(suite).includes(key))).toHaveLength(4);
		}
		const module = { name: "m", path: "/m.js", hash: "00" };
		for (const observables of [[module], [{ ...module, hash: "01" }]]) {
			const more = keys({ ...suite, observables });
			expect(more.filter((key) => keys(suite).includes(key))).toHaveLength(0);
		}
		const kept = keys({ ...suite, fields: true });
		expect(kept.filter((key) => keys(suite).includes(key))).toHaveLength(0);
	});

	test("does not care where a module lies, only what it says", () => {
		const at = (path: string): readonly string[] =>
			keys(withSampler({ module: { name: path, path, hash: "00" } }));
		expect(at("/a/m.js")).toEqual(at("/b/m.js"));
	});
});

describe("--only", () => {
	const cells = planCells(suite);
	const labels = (only: readonly string[]): readonly string[] =>
		selectCells(cells, only).map(
			({ target, sampler, seed }) => target.label + sampler.label + seed,
		);

	test("keeps all when nothing is named", () => {
		expect(labels([])).toHaveLength(8);
	});
	test("joins labels of one kind, and intersects the kinds", () => {
		expect(labels(["A"])).toEqual(["Ax1", "Ay1", "Ax2", "Ay2"]);
		expect(labels(["A", "B"])).toHaveLength(8);
		expect(labels(["A", "x"])).toEqual(["Ax1", "Ax2"]);
	});
	test("refuses what is neither", () => {
		expect(() => labels(["hmx"])).toThrow(
			"--only hmx: no such target or sampler; expected one of A, B, x, y",
		);
	});
});
