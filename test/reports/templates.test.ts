/** Specifications that are compiled by template: the same as when the compiler sees each of them. */

import { compile, type TopLevelSpec } from "vega-lite";
import { expect, test } from "vitest";
import { charts } from "../../reports/charts/registry.js";
import { emptied } from "../../reports/draw/templates.js";
import { compileSpec } from "../../reports/draw/vega.js";
import { arrange } from "../../reports/model/arrange.js";
import { syntheticRecords } from "./synthetic.js";

const layout = { width: 500, fontSize: 12, font: "sans-serif" };

function plain(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value));
}

for (const options of [{ extents: [6, 8, 10], seeds: [1, 2] }, { seeds: [1] }])
	test(`every chart, ${JSON.stringify(options)}`, () => {
		const model = arrange(syntheticRecords(options));
		const keys = new Set<string>();
		let count = 0;
		for (const section of model.sections)
			for (const chart of charts)
				for (const { spec } of chart.build(model, section, layout)?.panels ??
					[]) {
					const direct = compile(plain(spec) as TopLevelSpec).spec;
					expect(plain(compileSpec(spec)), chart.name).toEqual(plain(direct));
					keys.add(emptied(spec).key);
					count++;
				}
		// And it spares the compiler work.
		expect(keys.size).toBeLessThan(count);
	});
