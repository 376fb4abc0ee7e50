/** Figures of every target with one to eight samplers: inside their page, and the same again. */
import { crc32 } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import { describe, expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import type { ChartContent, Layout, Spec } from "../../reports/charts/chart.js";
import { observables } from "../../reports/charts/observables.js";
import { charts } from "../../reports/charts/registry.js";
import { type FontName, families } from "../../reports/draw/families.js";
import { fontFamily } from "../../reports/draw/fonts.js";
import { compileSpec, renderSvg, renderView } from "../../reports/draw/vega.js";
import { drawn } from "../../reports/figures/drawn.js";
import { settable } from "../../reports/figures/glyphs.js";
import {
	outlined,
	outlinedRightToLeft,
} from "../../reports/figures/outline.js";
import { type FigureChoice, withAxes } from "../../reports/figures/select.js";
import {
	type FigureFormat,
	type FigureTarget,
	figureTargets,
	renderFigures,
	unitsPerPoint,
} from "../../reports/figures.js";
import { arrange } from "../../reports/model/arrange.js";
import { hostileNames, syntheticRecords } from "./synthetic.js";

async function files(
	records: ReturnType<typeof syntheticRecords>,
	target: FigureTarget,
	figures: readonly FigureChoice[],
	formats: readonly FigureFormat[] = ["svg", "pdf", "png"],
) {
	const found = new Map<string, Buffer>();
	const all = renderFigures(records, { target, formats, figures });
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
		for (const count of [1, 2, 3, 5, 8])
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

/** What is drawn of a picture, its background aside, as the library that renders it measures it. */
function drawnBox(svg: string) {
	const bare = svg.replace(/(<svg [^>]*>)<rect [^>]*\/>/, "$1");
	expect(bare.length).toBeLessThan(svg.length);
	const box = new Resvg(bare, { font: { loadSystemFonts: false } }).getBBox();
	if (box === undefined) throw new Error("nothing is drawn");
	const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
	return { box, width: Number(width), height: Number(height) };
}

describe("whole pictures, words as they are drawn, fit their page", () => {
	for (const target of Object.keys(figureTargets) as FigureTarget[])
		for (const count of [1, 3, 8])
			test(`${target}, ${count} samplers`, async () => {
				const records = syntheticRecords({
					samplers: samplers(count),
					seeds: [1],
					extents: count === 3 ? [6, 8] : [6],
				});
				const size = figureTargets[target];
				// The second lattice is there for charts over all of them; its own would say the same again.
				const figures = charts.map(({ name: chart, scope }) =>
					scope === "model" ? { chart } : { chart, targets: ["E1"] },
				);
				let pictures = 0;
				for await (const { name, contents } of renderFigures(records, {
					target,
					formats: ["svg"],
					figures,
				})) {
					if (!name.endsWith(".svg")) continue;
					const { box, width, height } = drawnBox(String(contents));
					expect(width / unitsPerPoint, name).toBeCloseTo(size.width, 2);
					expect(height / unitsPerPoint, name).toBeLessThanOrEqual(
						size.height + 1,
					);
					expect(box.x, name).toBeGreaterThanOrEqual(0);
					expect(box.y, name).toBeGreaterThanOrEqual(0);
					expect(box.x + box.width, name).toBeLessThanOrEqual(width);
					expect(box.y + box.height, name).toBeLessThanOrEqual(height);
					// Nor is it lost in a corner.
					expect(box.width, name).toBeGreaterThan(0.4 * width);
					expect(box.height, name).toBeGreaterThan(0.6 * height);
					pictures++;
				}
				expect(pictures).toBeGreaterThanOrEqual(8);
			});
});

test("panels that fill more than a page continue on the next", async () => {
	const records = syntheticRecords({ samplers: samplers(8), seeds: [1] });
	const found = await files(
		records,
		"slides",
		[{ chart: "observables" }],
		["svg"],
	);
	const pages = [...found.keys()].filter((name) => name.endsWith(".svg"));
	expect(pages).toEqual([
		"E1-observables.svg",
		...Array.from(
			{ length: pages.length - 1 },
			(_, i) => `E1-observables-${i + 2}.svg`,
		),
	]);
	expect(pages.length).toBeGreaterThan(1);
	const letters = pages.flatMap((name) =>
		[...String(found.get(name)).matchAll(/aria-label="(\([a-z]\)) /g)].map(
			(match) => match[1],
		),
	);
	expect(letters).toEqual(["(a)", "(b)", "(c)", "(d)", "(e)", "(f)"]);
});

test("what the font lacks is named in pictures and kept in data", async () => {
	const label = "漢 flow 🧪";
	const records = syntheticRecords({
		samplers: [{ name: "hmc", label }],
		seeds: [1],
	});
	const found = await files(
		records,
		"prd2",
		[{ chart: "efficiency" }],
		["svg"],
	);
	const svg = String(found.get("E1-efficiency.svg"));
	expect(svg).toContain('aria-label="[U+6F22] flow [U+1F9EA]"');
	expect(String(found.get("E1-efficiency.csv"))).toContain(label);
	// One person with a microscope, in two characters and what joins them.
	expect(settable("🧑\u200d🔬\ufe0f")).toBe("[U+1F9D1][U+1F52C]");
	expect(settable("τ_int ≤ ½")).toBe("τ_int ≤ ½");
});

test("names in two directions keep each of them", () => {
	const text = (content: string) =>
		outlined(`<text font-size="10px">${content}</text>`, families.dejavu);
	const [whole, left, right] = ["سمپلر · rew.", "سمپلر", " · rew."].map(
		(part) => {
			const d = /d="([^"]*)"/.exec(text(part))?.[1] ?? "";
			return d
				.split("M")
				.slice(1)
				.map((piece) => piece.length);
		},
	);
	// The same letters in the same order, those of the second run moved to the right.
	expect(whole).toHaveLength(left.length + right.length);
	expect(whole.slice(0, left.length)).toEqual(left);
	const svg = `<svg><text font-size="10px">plain</text><text font-size="10px">سمپلر</text></svg>`;
	expect(outlinedRightToLeft(svg, families.dejavu)).toMatch(
		/<text[^>]*>plain<\/text><path /,
	);
});

test("ticks of a chosen logarithmic axis are powers of ten", async () => {
	const choose = (domain?: [number, number]): FigureChoice => ({
		chart: "efficiency",
		axes: { x: { scale: "log", domain } },
	});
	for (const domain of [[1, 1e7] as [number, number], undefined]) {
		const records = syntheticRecords({ extents: [6] });
		const found = await files(records, "prd2", [choose(domain)], ["svg"]);
		const svg = String(found.get("E1-efficiency.svg"));
		expect(svg).toContain('aria-label="10⁴"');
		expect(svg).not.toMatch(/aria-label="10000+"/);
	}
});

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

test("every font is measured, embedded and drawn inside the page", async () => {
	const records = syntheticRecords({ samplers: samplers(3), seeds: [1] });
	const charts = ["efficiency", "agreement"];
	for (const [font, { family }] of Object.entries(families)) {
		const found = await files(
			records,
			"prd1",
			charts.map((chart) => ({ chart, font: font as FontName })),
			["svg", "pdf"],
		);
		for (const chart of charts) {
			const { box, width, height } = drawnBox(
				String(found.get(`E1-${chart}.svg`)),
			);
			expect(box.x, `${font} ${chart}`).toBeGreaterThanOrEqual(0);
			expect(box.y).toBeGreaterThanOrEqual(0);
			expect(box.x + box.width).toBeLessThanOrEqual(width);
			expect(box.y + box.height).toBeLessThanOrEqual(height);
		}
		const pdf = found.get("E1-efficiency.pdf")?.toString("latin1") ?? "";
		const embedded = [...pdf.matchAll(/FontName \/[A-Z]{6}\+(\w+)/g)];
		const name = family.replace(" Sans", "Sans").replace(" Serif", "");
		expect(
			embedded.some(([, found = ""]) => found.startsWith(name)),
			`${font}: ${embedded.map(([, found]) => found)}`,
		).toBe(true);
		// The caption's recipe draws it again in the same letters.
		expect(String(found.get("E1-efficiency.caption.tex"))).toContain(
			`"font":"${font}"`,
		);
	}
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
				expect(tag).toMatch(
					/^<\/?(svg|g|path|rect|line|defs|clipPath|metadata)\/?$/,
				);
		}
	}
});

test("every file says which records it draws, and PNG how large it is", async () => {
	const records = syntheticRecords({ seeds: [1] });
	const found = await files(
		records,
		"prd1",
		[{ chart: "two-point" }],
		["svg", "png"],
	);
	for (const [name, bytes] of found) {
		if (!/\.(png|svg)$/.test(name)) continue;
		for (const { key } of records) expect(bytes.includes(key), name).toBe(true);
	}
	const image = found.get("E1-two-point.png") ?? Buffer.alloc(0);
	const at = image.indexOf("pHYs");
	// 300 dpi are 11811 pixels a metre.
	expect(image.readUInt32BE(at + 4)).toBe(11811);
	expect(image[at + 12]).toBe(1);
	expect(image.readUInt32BE(at + 13)).toBe(crc32(image.subarray(at, at + 13)));
	expect(((image.readUInt32BE(16) / 11811) * 100).toFixed(1)).toBe("8.6");
});

test("one sampler order in all keys, and no caption that speaks to the reader", async () => {
	const records = syntheticRecords({ seeds: [1] });
	const model = arrange(records);
	const layout = { width: 1000, fontSize: 32, font: fontFamily };
	const order = model.samplers.map(({ label }) => label);
	for (const chart of charts) {
		expect(chart.caption).not.toMatch(/\b(look|further|better|should|must)\b/i);
		const content = chart.build(model, model.sections[0], layout);
		const labels = (content?.legend ?? [])
			.map(({ label }) => label)
			.filter((label) => order.includes(label));
		expect(labels).toEqual(order.filter((label) => labels.includes(label)));
	}
});

test("a row of one training is marked in the picture, and the caption says why", async () => {
	const drawnOf = async (seeds: readonly number[]) => {
		const found = new Map<string, string>();
		const figures = [{ chart: "efficiency" }] as const;
		for await (const { name, contents } of renderFigures(
			syntheticRecords({ seeds }),
			{ target: "prd1", formats: ["pgf"], figures },
		))
			found.set(name.replace(/^.*\./, ""), Buffer.from(contents).toString());
		return found;
	};
	const one = await drawnOf([1]);
	expect(one.get("pgf")).toMatch(/realnvp[^}\n]*(?:†|dagger)/);
	expect(one.get("pgf")).not.toMatch(/hmc[^}\n]*(?:†|dagger)/);
	expect(one.get("tex")).toContain("$\\dagger$ one training");
	for (const text of (await drawnOf([1, 2])).values())
		expect(text).not.toMatch(/†|dagger/);
});

test("shares on axes are written as in sentences, with a space before the sign", async () => {
	const all = renderFigures(syntheticRecords({ seeds: [1] }), {
		target: "prd1",
		formats: ["pgf"],
		figures: [{ chart: "weights" }, { chart: "rank-plots" }],
	});
	let labels = 0;
	for await (const { name, contents } of all) {
		if (!name.endsWith(".pgf")) continue;
		const text = Buffer.from(contents).toString();
		labels += text.match(/\d\s*(?:\\,)?\s*\\%/g)?.length ?? 0;
		expect(text).not.toMatch(/\d\\%/);
	}
	expect(labels).toBeGreaterThan(2);
});

test("one row that failed far away does not squeeze the others", () => {
	const records = syntheticRecords({ seeds: [1] });
	const far = records.map((record): BenchRecord => {
		if (record.sampler.label !== "realnvp") return record;
		const { reweighted, metropolis } = record.estimators ?? {};
		if (reweighted === undefined || metropolis === undefined) return record;
		const shifted = {
			...reweighted,
			observables: {
				...reweighted.observables,
				absMagnetization: {
					...reweighted.observables.absMagnetization,
					value: 5,
				},
			},
		};
		const check = {
			...{
				claim: "",
				kind: "z",
				statistic: 99,
				p: 0,
				verdict: "fail" as const,
			},
			estimator: "reweighted" as const,
		};
		return {
			...record,
			estimators: { reweighted: shifted, metropolis },
			checks: { ...record.checks, broken: check },
		};
	});
	const model = arrange(far);
	const layout = { width: 1000, fontSize: 32, font: fontFamily };
	const content = observables.build(model, model.sections[0], layout);
	if (content === undefined) throw new Error("no observables");
	const { columns, rows } = drawn(content, model.samplers);
	const [x, value, arrow] = ["x", "value", "arrow"].map((name) =>
		columns.indexOf(name),
	);
	const panel = rows.filter(([title]) => title === rows[0][0]);
	expect(Math.max(...panel.map((row) => Number(row[x])))).toBeLessThan(0.3);
	const pointers = panel.filter((row) => row[arrow] === "▸");
	expect(pointers.map((row) => row[value])).toEqual([5]);
});

test("what a logarithmic axis cannot show is left out, and its ticks are those of the rest", async () => {
	const values = [-1, 0, 1, 100].map((a) => ({ a, b: 2 }));
	const encoding = {
		x: { field: "a", type: "quantitative" },
		y: { field: "b", type: "quantitative" },
	};
	const content = {
		panels: [
			{
				spec: {
					data: { values },
					layer: [{ mark: { type: "point" }, encoding }],
				},
			},
		],
	} as unknown as ChartContent;
	const choice = { chart: "any", axes: { x: { scale: "log" } } } as const;
	const spec = withAxes(content, choice)?.panels[0].spec as Spec;
	const svg = await renderSvg(compileSpec(spec));
	expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(2);
	expect(svg).toContain(">100</text>");
});
