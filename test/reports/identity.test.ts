import { expect, test } from "vitest";
import { createRandom } from "../../core/random.js";
import type { BenchRecord } from "../../core/record.js";
import { acrossCells } from "../../metrics/across/across-cells.js";
import { training } from "../../reports/charts/training.js";
import { layoutOf } from "../../reports/html/figure.js";
import { arrange } from "../../reports/model/arrange.js";
import { syntheticRecords } from "./synthetic.js";

const records = syntheticRecords({ seeds: [1, 2] }).filter(
	({ sampler }) => sampler.name === "realnvp",
);

/** As another run would have answered: another question has another key. */
const rerun = (change: Partial<BenchRecord>): BenchRecord[] =>
	records.map((record) => ({
		...record,
		key: record.key.split("").reverse().join(""),
		...change,
	}));

const labelsOf = (all: readonly BenchRecord[]) => [
	...new Set(arrange(all).sections[0].rows.map((row) => row.sampler.label)),
];

test.each([
	["budgets", { budget: { steps: 80 } }, "80 steps"],
	["draws", { draws: 10 }, "10 draws"],
	[
		"options",
		{ sampler: { name: "realnvp", label: "realnvp", options: { layers: 2 } } },
		"layers 2",
	],
] as const)("seeds of other %s are no repetitions", (_, change, words) => {
	const labels = labelsOf([...records, ...rerun(change)]);
	expect(labels).toHaveLength(2);
	expect(labels.some((label) => label.includes(words))).toBe(true);
	for (const row of arrange([...records, ...rerun(change)]).sections[0].rows)
		expect(row.seeds.map(({ seed }) => seed)).toEqual([1, 2]);
});

test("seeds of two versions of the program are two rows", () => {
	const [first, { environment, ...second }] = records;
	if (environment === undefined) throw new Error("a record has its machine");
	const versions = { ...environment.versions, latticebench: "99.0.0" };
	const other = { ...second, environment: { ...environment, versions } };
	expect(labelsOf([first, other]).sort()).toEqual([
		`realnvp (version ${environment.versions.latticebench})`,
		"realnvp (version 99.0.0)",
	]);
});

test.each([
	["commits", { commit: "1234567890abcdef", dirty: false }, "commit 12345678"],
	["changed trees", { dirty: true }, "commit 0123abcd+"],
] as const)(
	"seeds of two %s are two rows, and two in the comparison",
	(_, change, words) => {
		const of = (
			record: BenchRecord,
			own: Partial<NonNullable<BenchRecord["environment"]>>,
		): BenchRecord => {
			const { environment } = record;
			if (environment === undefined)
				throw new Error("a record has its machine");
			const commit = "0123abcdef";
			return {
				...record,
				environment: { ...environment, commit, dirty: false, ...own },
			};
		};
		const all = [of(records[0], {}), of(records[1], change)];
		const labels = ["realnvp (commit 0123abcd)", `realnvp (${words})`];
		const comparison = acrossCells(all, createRandom(1));
		const rows = comparison.targets[0].rows;
		expect([...new Set(rows.map(({ sampler }) => sampler))]).toEqual(labels);
		for (const { name } of comparison.targets[0].pairs)
			for (const label of labels) expect(name).toContain(label);
		const model = arrange(all, { comparison });
		for (const row of model.sections[0].rows) {
			expect(labels).toContain(row.sampler.label);
			expect(row.seeds).toHaveLength(1);
			expect(row.price?.preparation.seeds).toBe(1);
		}
		expect(model.sections[0].rows.length).toBe(rows.length);
		// One commit is one row.
		const one = acrossCells(records, createRandom(1)).targets[0].rows;
		expect(one.every(({ keys }) => keys.length === 2)).toBe(true);
		expect(one[0].sampler).toBe("realnvp");
	},
);

test("a cell that ended before it could tell its version belongs to its sampler", () => {
	const [first, { environment: _, estimators, efficiency, ...second }] =
		records;
	const model = arrange([first, { ...second, status: "timeout" }]);
	expect(model.samplers).toHaveLength(1);
	expect(model.sections[0].absent[0].sampler.label).toBe("realnvp");
	expect([estimators, efficiency]).toHaveLength(2);
});

test("records of one seed that do not tell their budgets are two curves of training", () => {
	const model = arrange([...records, ...rerun({})]);
	const content = training.build(model, model.sections[0], layoutOf(training));
	const values = JSON.stringify(content?.panels[0].spec).match(
		/"curve":"[^"]*"/g,
	);
	expect(new Set(values).size).toBe(4);
});
