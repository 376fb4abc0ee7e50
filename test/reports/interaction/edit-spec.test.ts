/** What a reader's choices do to the specification of a chart. */
import { describe, expect, test } from "vitest";
import { charts } from "../../../reports/charts/registry.js";
import { fontFamily } from "../../../reports/draw/fonts.js";
import { compileSpec, renderView } from "../../../reports/draw/vega.js";
import { canBe, edited } from "../../../reports/interaction/edit-spec.js";
import {
	type DrawnSpec,
	isNumeric,
	marksOf,
	scaleOf,
} from "../../../reports/interaction/spec-parts.js";
import { arrange } from "../../../reports/model/arrange.js";
import { syntheticRecords } from "../synthetic.js";

const model = arrange(syntheticRecords({ seeds: [1, 2] }));
const [section] = model.sections;
const layout = { width: 500, fontSize: 12, font: fontFamily };
const nothing = { shown: undefined, scales: {}, ranges: {} };

const drawnCharts = charts.flatMap((chart) => {
	const content = chart.build(model, section, layout);
	return content === undefined
		? []
		: [
				{
					name: chart.name,
					spec: compileSpec(content.panels[0].spec) as unknown as DrawnSpec,
				},
			];
});

function specOf(name: string): DrawnSpec {
	const found = drawnCharts.find((chart) => chart.name === name);
	if (found === undefined) throw new Error(`no chart ${name}`);
	return found.spec;
}

interface ScaleFunction {
	domain(): readonly (number | string)[];
	(value: number): number;
}

async function scaleIn(spec: DrawnSpec, channel: "x" | "y") {
	const view = await renderView(spec as never);
	return view.scale(channel) as ScaleFunction;
}

test("without choices nothing changes", () => {
	for (const { spec } of drawnCharts) expect(edited(spec, nothing)).toBe(spec);
});

describe.each(drawnCharts)("$name", ({ spec }) => {
	for (const channel of ["x", "y"] as const)
		test(`draws with every scale that is offered along ${channel}`, async () => {
			for (const type of ["linear", "log"] as const) {
				if (!canBe(spec, channel, type)) continue;
				const next = edited(spec, { ...nothing, scales: { [channel]: type } });
				expect(scaleOf(next, channel)?.type).toBe(type);
				const scale = await scaleIn(next, channel);
				// No point is left out: all lie between the ends of the axis.
				const [low, high] = scale.domain().map(Number);
				for (const mark of marksOf(next)) {
					const at = mark[channel];
					if (typeof at !== "number") continue;
					expect(at).toBeGreaterThanOrEqual(low - 1e-9 * Math.abs(low));
					expect(at).toBeLessThanOrEqual(high + 1e-9 * Math.abs(high));
				}
			}
		});

	test("shows the part of an axis that was asked for", async () => {
		if (!isNumeric(scaleOf(spec, "x"))) return;
		const [low, high] = (await scaleIn(spec, "x")).domain().map(Number);
		const part = [low + (high - low) / 4, (low + high) / 2] as const;
		const next = edited(spec, { ...nothing, ranges: { x: part } });
		expect((await scaleIn(next, "x")).domain()).toEqual([...part]);
	});
});

test("a logarithmic axis is not offered where a point would be lost", () => {
	// ρ(t) and pulls pass through zero, C(t) and costs do not.
	expect(canBe(specOf("autocorrelation"), "y", "log")).toBe(false);
	expect(canBe(specOf("pulls"), "x", "log")).toBe(false);
	expect(canBe(specOf("total-cost"), "y", "linear")).toBe(true);
});

test("hidden samplers leave no mark and no row, and references stay", () => {
	const spec = specOf("efficiency");
	const [first] = section.samplers;
	const next = edited(spec, { ...nothing, shown: new Set([first.id]) });
	const left = marksOf(next);
	expect(left.length).toBeGreaterThan(0);
	expect(left.every(({ sampler }) => sampler === first.id)).toBe(true);
	expect(scaleOf(next, "y")?.domain).toEqual([
		...new Set(left.map(({ row }) => row)),
	]);
	expect(Number(next.height)).toBeLessThan(Number(spec.height));
	const values = edited(specOf("observables"), {
		...nothing,
		shown: new Set([first.id]),
	});
	expect(marksOf(values).some(({ row }) => row === "reference")).toBe(true);
});

test("columns of samplers go as rows do", () => {
	const [first] = section.samplers;
	const next = edited(specOf("agreement"), {
		...nothing,
		shown: new Set([first.id]),
	});
	const columnsOf = (spec: DrawnSpec) =>
		scaleOf(spec, "x")?.domain as readonly unknown[];
	const columns = columnsOf(next);
	expect(columns.length).toBeLessThan(columnsOf(specOf("agreement")).length);
	expect(columns.length).toBeGreaterThan(0);
});
