/** Grids of a suite: what they stand for, under which names, and how mistakes in them are answered. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { planCells, questionOf, selectCells } from "../../harness/plan.js";
import { formatSuite } from "../../suites/format.js";
import { loadSuite, loadText } from "../../suites/load.js";
import { parseOverride } from "../../suites/overrides.js";
import { scratch } from "../support/command.js";

const head = `targets:
  - { label: E, action: phi4, shape: { grid: [[4, 4], [6, 6]] }, parameters: { m2: -4, lambda: { grid: [6, 7] } } }
`;
const flow = `  - sampler: realnvp
    options: { layers: { grid: [4, 8] }, learningRate: { grid: [0.001, 0.003] } }
    seeds: [1, 2]
`;
const load = (samplers: string, set: readonly string[] = [], more = "") =>
	loadText(
		{ file: "s.yaml", text: `${head}samplers:\n${samplers}${more}` },
		scratch(),
		set.map(parseOverride),
	);
const labels = async (...args: Parameters<typeof load>) =>
	(await load(...args)).suite.samplers.map(({ label }) => label);

test("grids are crossed, zips go side by side, and labels say where", async () => {
	const { suite } = await load(`${flow}  - sampler: hmc
    options: { chains: { zip: [4, 8] }, stepSize: { zip: [0.1, 0.2] } }
`);
	expect(suite.targets.map(({ label }) => label)).toEqual([
		"E (4x4, lambda 6)",
		"E (4x4, lambda 7)",
		"E (6x6, lambda 6)",
		"E (6x6, lambda 7)",
	]);
	expect(suite.samplers.map(({ label }) => label)).toEqual([
		"realnvp (layers 4, learningRate 0.001)",
		"realnvp (layers 4, learningRate 0.003)",
		"realnvp (layers 8, learningRate 0.001)",
		"realnvp (layers 8, learningRate 0.003)",
		"hmc (chains 4, stepSize 0.1)",
		"hmc (chains 8, stepSize 0.2)",
	]);
	expect(suite.samplers[2].options).toMatchObject({
		layers: 8,
		learningRate: 0.001,
	});
	const cells = planCells(suite);
	expect(cells).toHaveLength(4 * (4 * 2 + 2));
	const cell = cells.find(({ sampler }) => sampler.label.includes("layers 8"));
	expect(cell && questionOf(cell).sampler.point).toEqual({
		grid: "realnvp",
		knobs: { layers: 8, learningRate: 0.001 },
	});
});

test("a point is the question that it would be if it were written out", async () => {
	const grid = planCells((await load(flow)).suite);
	const plain = await load(`  - sampler: realnvp
    label: realnvp (layers 8, learningRate 0.003)
    options: { layers: 8, learningRate: 0.003 }
    seeds: [1, 2]
`);
	const keys = new Set(grid.map(({ key }) => key));
	for (const { key } of planCells(plain.suite)) expect(keys).toContain(key);
});

test("a grid over the suite's budget or draws is one of every sampler without its own", async () => {
	const names = await labels(
		"  - hmc\n  - { sampler: realnvp, draws: 100 }\n",
		[],
		"budget: { steps: { grid: [10, 20] } }\ndraws: { grid: [500, 600] }\n",
	);
	expect(names).toEqual([
		"hmc (steps 10, draws 500)",
		"hmc (steps 10, draws 600)",
		"hmc (steps 20, draws 500)",
		"hmc (steps 20, draws 600)",
		"realnvp (steps 10)",
		"realnvp (steps 20)",
	]);
});

test("the suite of a run's folder asks the same, and still knows its grids", async () => {
	const { suite } = await load(flow);
	const path = join(scratch(), "suite.yaml");
	writeFileSync(path, formatSuite(suite));
	const again = (await loadSuite(path)).suite;
	expect(again.samplers).toEqual(suite.samplers);
	expect(planCells(again).map(({ key }) => key)).toEqual(
		planCells(suite).map(({ key }) => key),
	);
});

describe("the command line", () => {
	test("--set changes a grid, or one point of it", async () => {
		expect(await labels(flow, ["samplers.realnvp.options.layers=2"])).toEqual([
			"realnvp (learningRate 0.001)",
			"realnvp (learningRate 0.003)",
		]);
		const wider = "samplers.realnvp.options.layers={ grid: [2, 4, 6] }";
		expect(await labels(flow, [wider])).toHaveLength(6);
		const one = "samplers.realnvp (layers 8, learningRate 0.001).draws=77";
		const { suite } = await load(flow, [one]);
		expect(suite.samplers.map(({ draws }) => draws)).toEqual([
			10_000, 10_000, 77, 10_000,
		]);
	});

	test("--only takes a whole grid or one point", async () => {
		const cells = planCells((await load(`${flow}  - hmc\n`)).suite);
		expect(selectCells(cells, ["realnvp"])).toHaveLength(32);
		const point = "realnvp (layers 4, learningRate 0.003)";
		expect(selectCells(cells, [point])).toHaveLength(8);
		expect(selectCells(cells, ["E (6x6, lambda 7)"])).toHaveLength(9);
		expect(() => selectCells(cells, ["realnv"])).toThrow("no such target");
	});
});

describe("mistakes", () => {
	test.each([
		[
			"  - { sampler: hmc, options: { chains: { grid: [] } } }\n",
			"expected values",
		],
		["  - { sampler: hmc, options: { chains: { grid: [2, 2] } } }\n", "twice"],
		[
			"  - { sampler: hmc, options: { chains: { zip: [2, 4] }, stepSize: { zip: [1] } } }\n",
			"expected equally many",
		],
		[
			"  - hmc\n  - { sampler: realnvp, options: { layers: { grid: [4, many] } } }\n",
			"samplers[1].options.layers",
		],
	])("%s", async (samplers, message) => {
		await expect(load(samplers)).rejects.toThrow(message);
		await expect(load(samplers)).rejects.toThrow(/^s\.yaml:[45]:/);
	});
});
