/** Parameters, arithmetic and memory of samplers in the report. */
import { expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import { size } from "../../reports/charts/size.js";
import { renderHtml } from "../../reports/html.js";
import { arrange } from "../../reports/model/arrange.js";
import { syntheticRecords } from "./synthetic.js";

const layout = { width: 600, fontSize: 12, font: "sans-serif" };

/** Flows of the synthetic records have weights; chains have none. */
const records = syntheticRecords({ seeds: [1, 2] }).map(
	(record): BenchRecord => {
		const { cost } = record;
		if (record.estimators?.reweighted === undefined || cost?.draw === undefined)
			return record;
		const parameters = 1000 + record.seed;
		return {
			...record,
			facts: { ...record.facts, parameters, operationsPerDraw: 123456 },
			cost: { ...cost, draw: { ...cost.draw, peakBytes: 250e6 } },
		};
	},
);

test("each flow has a point for each seed, at its parameters and its share", () => {
	const model = arrange(records);
	const [section] = model.sections;
	const content = size.build(model, section, layout);
	const flows = records.filter(({ facts }) => facts?.parameters !== undefined);
	expect(flows.length).toBeGreaterThan(0);
	for (const { sampler, seed, estimators } of flows) {
		const { kishEss = 0, draws = 1 } = estimators?.reweighted ?? {};
		expect(content?.table.rows).toContainEqual([
			sampler.label,
			seed,
			1000 + seed,
			kishEss / draws,
		]);
	}
});

test("the page has a table of sizes, and none without numbers", async () => {
	const html = await renderHtml(records);
	expect(html).toContain("Operations per draw");
	expect(html).toContain("250 MB");
	const bare = records.map(({ facts: _, ...record }): BenchRecord => {
		const { draw, ...cost } = record.cost ?? {};
		if (draw === undefined) return record;
		const { peakBytes: _bytes, ...rest } = draw;
		return { ...record, cost: { ...cost, draw: rest } };
	});
	expect(await renderHtml(bare)).not.toContain("Operations per draw");
	expect(html).toContain("Operations are multiplications");
	const uncounted = records.map((record): BenchRecord => {
		const { operationsPerDraw: _, ...facts } = record.facts ?? {};
		return { ...record, facts };
	});
	expect(await renderHtml(uncounted)).not.toContain(
		"Operations are multiplications",
	);
	const model = arrange(bare);
	expect(size.build(model, model.sections[0], layout)).toBeUndefined();
});

test("a single flow is compared with nothing, so it has no chart", () => {
	const one = records.filter(({ sampler }) =>
		["hmc", "realnvp"].includes(sampler.label),
	);
	const model = arrange(one);
	expect(size.build(model, model.sections[0], layout)).toBeUndefined();
});
