/**
 * Figures for papers and slides: SVG with text as outlines of DejaVu Sans, PDF with the font
 * embedded as a subset, PNG at 300 dpi, the data as CSV and a draft of the caption. The same
 * records give the same bytes.
 *
 * Widths: APS one column 8.6 cm, two columns 17.8 cm (REVTeX 4-2); JHEP 15.1 cm, 0.72 of A4
 * (jheppub.sty); slides 10 inches. A point is that of PDF, 1/72 inch. Letters are at least 2 mm
 * high in journals, as APS asks.
 */
import type { Comparison } from "../core/comparison.js";
import type { BenchRecord } from "../core/record.js";
import type { Chart, ChartContent, Layout } from "./charts/chart.js";
import { charts } from "./charts/registry.js";
import { csvText } from "./csv.js";
import { caption } from "./figures/caption.js";
import { compose } from "./figures/compose.js";
import { outlined } from "./figures/outline.js";
import { pdf } from "./figures/pdf.js";
import { png } from "./figures/png.js";
import { type FigureChoice, select, withAxes } from "./figures/select.js";
import { fontFamily } from "./parts/fonts.js";
import { arrange } from "./parts/model/arrange.js";
import type { Model, Section } from "./parts/model/model.js";
import { optional } from "./parts/optional.js";

export const figureTargets = {
	prd1: { width: (8.6 / 2.54) * 72, fontSize: 8 },
	prd2: { width: (17.8 / 2.54) * 72, fontSize: 8 },
	jhep: { width: (15.1 / 2.54) * 72, fontSize: 8.5 },
	slides: { width: 720, fontSize: 14 },
} as const;
export type FigureTarget = keyof typeof figureTargets;

/** Vega rounds positions to whole units: a quarter of a point is fine enough not to be seen. */
export const unitsPerPoint = 4;

export const figureFormats = ["svg", "pdf", "png"] as const;
export type FigureFormat = (typeof figureFormats)[number];

export interface FigureFile {
	/** Relative name, fit for any file system. */
	readonly name: string;
	readonly contents: string | Uint8Array;
}

export interface FigureOptions {
	readonly target: FigureTarget;
	readonly formats: readonly FigureFormat[];
	/** What to draw; every chart of every target by default. */
	readonly figures?: readonly FigureChoice[];
	/** What the cells say together. */
	readonly comparison?: Comparison;
}

/** All files, one picture at a time so that a caller can write them as they come. */
export async function* renderFigures(
	records: readonly BenchRecord[],
	options: FigureOptions,
): AsyncGenerator<FigureFile> {
	const choices: readonly FigureChoice[] =
		options.figures ?? charts.map(({ name }) => ({ chart: name }));
	const names = new Set<string>();
	for (const choice of choices) {
		const chart = charts.find(({ name }) => name === choice.chart);
		if (chart === undefined) continue;
		const model = arrange(select(records, choice), {
			everyone: records,
			...optional("comparison", options.comparison),
			...(choice.labels ? { labels: choice.labels } : {}),
		});
		const places =
			chart.scope === "model" ? model.sections.slice(0, 1) : model.sections;
		for (const section of places) {
			const base = unique(nameOf(chart, choice, model, section), names);
			yield* figure(chart, choice, model, section, options, base);
		}
	}
}

async function* figure(
	chart: Chart,
	choice: FigureChoice,
	model: Model,
	section: Section,
	options: FigureOptions,
	base: string,
): AsyncGenerator<FigureFile> {
	const target = figureTargets[options.target];
	const width = target.width * unitsPerPoint;
	const layout = panelLayout(chart, width, target.fontSize * unitsPerPoint);
	const built = chart.build(model, section, layout);
	if (built === undefined) return;
	const content: ChartContent = {
		...built,
		panels: built.panels.map((panel) => ({
			...panel,
			spec: withAxes(panel.spec, choice),
		})),
	};
	const picture = await compose(content, width, layout, unitsPerPoint);
	const outlines = outlined(picture.svg);
	if (options.formats.includes("svg"))
		yield { name: `${base}.svg`, contents: outlines };
	if (options.formats.includes("pdf"))
		yield {
			name: `${base}.pdf`,
			contents: await pdf(picture, chart.title, dateOf(model)),
		};
	if (options.formats.includes("png"))
		yield { name: `${base}.png`, contents: png(outlines) };
	const { columns, rows } = content.table;
	yield { name: `${base}.csv`, contents: csvText(columns, rows) };
	yield {
		name: `${base}.caption.tex`,
		contents: caption(chart, content, model, section),
	};
}

/** Small multiples stand side by side where the page is wide enough. */
function panelLayout(chart: Chart, width: number, fontSize: number): Layout {
	const columns =
		chart.panels === "many"
			? Math.max(1, Math.floor(width / (fontSize * 24)))
			: 1;
	const gap = fontSize * 1.5;
	// One wide chart looks empty on a wide page: it takes what a reader needs, in the middle.
	const limit = chart.panels === "many" ? width : fontSize * 54;
	return {
		width: Math.min((width - gap * (columns - 1)) / columns, limit),
		fontSize,
		font: fontFamily,
	};
}

function nameOf(
	chart: Chart,
	choice: FigureChoice,
	model: Model,
	section: Section,
): string {
	if (choice.name !== undefined && model.sections.length === 1)
		return slug(choice.name);
	const own = choice.name ?? chart.name;
	return chart.scope === "model"
		? slug(own)
		: slug(`${section.target.label}-${own}`);
}

/** Letters, digits and hyphens; never empty, never longer than 80. */
export function slug(text: string): string {
	const plain = text
		.normalize("NFKD")
		.replace(/[^A-Za-z0-9.-]+/g, "-")
		.replace(/^[-.]+|[-.]+$/g, "")
		.slice(0, 80);
	return plain === "" ? "figure" : plain;
}

function unique(name: string, names: Set<string>): string {
	let candidate = name;
	for (let i = 2; names.has(candidate.toLowerCase()); i++)
		candidate = `${name}-${i}`;
	names.add(candidate.toLowerCase());
	return candidate;
}

/** The newest measurement dates the file, so that the same records give the same bytes. */
function dateOf(model: Model): Date {
	const starts = model.all.flatMap((r) => r.environment?.startedAt ?? []);
	const date = new Date(starts.sort().at(-1) ?? 0);
	return Number.isNaN(date.getTime()) ? new Date(0) : date;
}
