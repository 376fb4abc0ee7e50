/** The CSV beside a figure, and the series beside the records, hold what is drawn and measured. */
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { charts } from "../../reports/charts/registry.js";
import { fontFamily } from "../../reports/draw/fonts.js";
import { drawn } from "../../reports/figures/drawn.js";
import { renderFigures } from "../../reports/figures.js";
import { arrange } from "../../reports/model/arrange.js";
import { seriesCsv } from "../../reports/series-csv.js";
import { syntheticRecords } from "./synthetic.js";

const records = syntheticRecords({ seeds: [1, 2], extents: [6, 8] });
const model = arrange(records);
const [section] = model.sections;
const layout = { width: 1000, fontSize: 32, font: fontFamily };

interface Line {
	readonly [column: string]: string;
}

function lines(text: string): Line[] {
	return parse(text, { columns: true }) as Line[];
}

describe("what is drawn", () => {
	for (const chart of charts)
		test(`${chart.name}: every datum of the picture once, numbers as numbers`, () => {
			const content = chart.build(model, section, layout);
			if (content === undefined) {
				// Of these the synthetic records hold nothing.
				expect([
					"area-law",
					"charge-law",
					"commits",
					"size",
					"tunnelling",
				]).toContain(chart.name);
				return;
			}
			const { columns, rows } = drawn(content, model.samplers);
			expect(new Set(columns).size).toBe(columns.length);
			const text = JSON.stringify(content.panels.map(({ spec }) => spec));
			expect(rows.length).toBeGreaterThan(3);
			for (const row of rows)
				for (const [i, cell] of row.entries()) {
					expect(
						["low", "high", "to", "end", "x", "y"].includes(columns[i]) &&
							typeof cell === "string",
					).toBe(false);
					// No number in the notation for people.
					if (typeof cell === "string")
						expect(cell).not.toMatch(/^[−\d.]+(\(|$)/);
					// And none that the picture does not hold.
					else if (cell !== null) expect(text).toContain(String(cell));
				}
			for (const sampler of model.samplers)
				if (
					chart.name !== "pulls" &&
					chart.name !== "weights" &&
					chart.name !== "training"
				)
					expect(rows.flat()).toContain(sampler.label);
		});

	test("training: whole curves; rows and axes under their names", () => {
		const of = (name: string) => {
			const chart = charts.find((c) => c.name === name);
			const content = chart?.build(model, section, layout);
			if (content === undefined) throw new Error(`no ${name}`);
			return drawn(content, model.samplers);
		};
		const training = of("training");
		expect(training.columns).toEqual([
			"panel",
			"sampler",
			"seed",
			"device-seconds",
			"y",
			"curve",
		]);
		// Three flows, two seeds, ESS and loss, 60 points each.
		expect(training.rows).toHaveLength(3 * 2 * 2 * 60);
		expect(of("weights").rows.length).toBeGreaterThan(60);
		expect(of("histories").rows.length).toBeGreaterThan(4 * 100);
		const efficiency = of("efficiency");
		expect(efficiency.columns).toContain("ESS per device-second");
		const row = efficiency.columns.indexOf("row");
		expect(efficiency.rows.map((line) => line[row])).toContain(
			"realnvp · reweighted",
		);
	});

	test("it is the CSV that stands beside the figure", async () => {
		for await (const { name, contents } of renderFigures(records, {
			target: "prd1",
			formats: [],
			figures: [{ chart: "two-point", targets: ["E1"] }],
		})) {
			if (!name.endsWith(".csv")) continue;
			const table = lines(String(contents));
			const first = records[0].diagnostics?.twoPoint;
			const second = records[1].diagnostics?.twoPoint;
			const mean = ((first?.value[0] ?? 0) + (second?.value[0] ?? 0)) / 2;
			expect(Number(table[0]["C(t)"])).toBeCloseTo(mean, 12);
			expect(Number(table[0].high)).toBeGreaterThan(mean);
		}
	});
});

test("series: histories, traces, ρ(t) and C(t) come back exactly", () => {
	const table = lines(seriesCsv(records));
	for (const record of records.slice(0, 4)) {
		const own = table.filter(({ key }) => key === record.key);
		const of = (series: string, name: string, chain = "") =>
			own
				.filter(
					(l) => l.series === series && l.name === name && l.chain === chain,
				)
				.map(({ value }) => Number(value));
		const [history] = record.history ?? [];
		for (const [name, column] of Object.entries(history?.columns ?? {}))
			expect(of("train", name)).toEqual(column);
		const { traces, autocorrelation, twoPoint } = record.diagnostics ?? {};
		for (const [name, chains] of Object.entries(traces?.series ?? {}))
			for (const [chain, values] of chains.entries())
				expect(of("trace", name, String(chain))).toEqual(values);
		for (const [name, { rho }] of Object.entries(autocorrelation ?? {}))
			expect(of("autocorrelation", name)).toEqual(rho);
		expect(of("twoPoint", "C")).toEqual(twoPoint?.value);
	}
});
