/** Figures of every target with one to eight samplers: inside their page, and the same again. */
import { describe, expect, test } from "vitest";
import type { Layout } from "../../reports/charts/chart.js";
import { charts } from "../../reports/charts/registry.js";
import type { FigureChoice } from "../../reports/figures/select.js";
import {
	type FigureTarget,
	figureTargets,
	renderFigures,
	unitsPerPoint,
} from "../../reports/figures.js";
import { fontFamily } from "../../reports/parts/fonts.js";
import { arrange } from "../../reports/parts/model/arrange.js";
import { compileSpec, renderView } from "../../reports/parts/vega.js";
import { hostileNames, syntheticRecords } from "./synthetic.js";

async function files(
	records: ReturnType<typeof syntheticRecords>,
	target: FigureTarget,
	figures: readonly FigureChoice[],
) {
	const found = new Map<string, Buffer>();
	const all = renderFigures(records, {
		target,
		formats: ["svg", "pdf", "png"],
		figures,
	});
	for await (const { name, contents } of all)
		found.set(name, Buffer.from(contents));
	return found;
}

function samplers(count: number) {
	return Array.from({ length: count }, (_, i) => ({
		name: i === 0 ? "hmc" : "realnvp",
		label: i === 0 ? "hmc" : `a sampler with quite a long name, ${i}`,
	}));
}

/** Edges of the marks of a scene graph; the text's are its real widths. */
interface Bounds {
	readonly x1: number;
	readonly y1: number;
	readonly x2: number;
	readonly y2: number;
}

describe("bounds", () => {
	for (const [target, { width, fontSize }] of Object.entries(figureTargets))
		for (const count of [1, 2, 3, 4, 5, 6, 7, 8])
			test(`${target}, ${count} samplers`, async () => {
				const records = syntheticRecords({
					samplers: samplers(count),
					seeds: [1],
					extents: count === 2 ? [6, 8, 10] : [6],
				});
				const model = arrange(records);
				const layout: Layout = {
					width: width * unitsPerPoint,
					fontSize: fontSize * unitsPerPoint,
					font: fontFamily,
				};
				let panels = 0;
				for (const chart of charts) {
					const content = chart.build(model, model.sections[0], layout);
					// Panels of one chart differ in data only: one stands for all, not always the first.
					const at = count % (content?.panels.length ?? 1);
					const panel = content?.panels[at];
					if (panel === undefined) continue;
					const view = await renderView(compileSpec(panel.spec));
					const { bounds } = (
						view.scenegraph() as unknown as { root: { bounds: Bounds } }
					).root;
					const [x, y] = view.origin();
					const padding = view.padding() as { left: number; top: number };
					const [left, top] = [x + padding.left, y + padding.top];
					const where = `${chart.name} ${JSON.stringify(bounds)}`;
					expect(left + bounds.x1, where).toBeGreaterThanOrEqual(0);
					expect(top + bounds.y1, where).toBeGreaterThanOrEqual(0);
					expect(left + bounds.x2, where).toBeLessThanOrEqual(layout.width);
					expect(top + bounds.y2, where).toBeLessThanOrEqual(panel.height);
					view.finalize();
					panels++;
				}
				expect(panels).toBeGreaterThanOrEqual(6);
			});
});

const few: readonly FigureChoice[] = [
	{ chart: "efficiency" },
	{ chart: "total-cost" },
	{ chart: "training" },
	{ chart: "agreement" },
];

test("the same records give the same bytes", async () => {
	const records = syntheticRecords();
	const first = await files(records, "prd1", few);
	const second = await files(records, "prd1", few);
	expect([...first.keys()]).toEqual([...second.keys()]);
	expect(first.size).toBe(5 * few.length);
	for (const [name, bytes] of first)
		expect(bytes.equals(second.get(name) as Buffer), name).toBe(true);
});

test("width of the page, embedded font, words as outlines", async () => {
	const found = await files(syntheticRecords({ seeds: [1] }), "prd1", [
		{ chart: "efficiency" },
	]);
	const svg = String(found.get("E1-efficiency.svg"));
	expect(svg).toMatch(/^<svg [^>]*width="243\.78pt"/);
	expect(svg).not.toContain("<text");
	expect(svg).toContain('aria-label="ESS per device-second"');
	const pdf = (found.get("E1-efficiency.pdf") as Buffer).toString("latin1");
	expect(pdf).toMatch(/\/MediaBox \[0 0 243\.77952\d* /);
	expect(pdf).toMatch(/\/FontName \/[A-Z]{6}\+DejaVuSans/);
	expect(pdf).toContain("/FontFile2");
	const png = found.get("E1-efficiency.png") as Buffer;
	// Pixels of 8.6 cm at 300 dpi, from the header of the image.
	expect(png.readUInt32BE(16)).toBe(Math.round((243.78 / 72) * 300));
});

test("a specification chooses rows, names and axes", async () => {
	const found = await files(syntheticRecords({ extents: [6, 8] }), "prd2", [
		{
			chart: "efficiency",
			name: "speed",
			targets: ["E2"],
			samplers: ["neural-spline", "hmc"],
			estimators: ["chain", "reweighted"],
			labels: { hmc: "Hamiltonian Monte Carlo" },
			axes: { x: { title: "rate", scale: "log", domain: [1e3, 5e4] } },
		},
	]);
	expect([...found.keys()].sort()).toEqual(
		["caption.tex", "csv", "pdf", "png", "svg"].map((end) => `speed.${end}`),
	);
	const svg = String(found.get("speed.svg"));
	expect(svg).toContain('aria-label="Hamiltonian Monte Carlo"');
	expect(svg).toContain('aria-label="rate"');
	expect(svg).not.toContain("metropolis");
	expect(svg).not.toContain("realnvp");
});

test("hostile names break no figure", async () => {
	for (const label of hostileNames) {
		const records = syntheticRecords({
			samplers: [{ name: "hmc", label }],
			seeds: [1],
		}).map((record) => ({
			...record,
			action: { ...record.action, label },
		}));
		const found = await files(records, "prd1", [{ chart: "efficiency" }]);
		expect(found.size).toBe(5);
		for (const [name, bytes] of found) {
			expect(name).toMatch(/^[A-Za-z0-9.-]{1,100}$/);
			if (!name.endsWith(".svg")) continue;
			const tags = String(bytes).match(/<[a-zA-Z/!][^\s>]*/g) ?? [];
			for (const tag of tags)
				expect(tag).toMatch(/^<\/?(svg|g|path|rect|line|defs|clipPath)\/?$/);
		}
	}
});
