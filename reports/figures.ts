/**
 * Figures for papers and slides: SVG with text as outlines, PDF with the fonts embedded as subsets, PNG at
 * 300 dpi, PGF whose words the document sets, the data as CSV and a draft of the caption. Each picture
 * carries the keys of its records. The same records give the same bytes.
 *
 * Widths: APS one column 8.6 cm, two columns 17.8 cm (REVTeX 4-2); JHEP 15.1 cm, 0.72 of A4
 * (jheppub.sty); slides 10 inches. A point is that of PDF, 1/72 inch. In journals, letters are at
 * least 2 mm high, as APS requires.
 *
 *   for await (const { name, contents } of renderFigures(records, { target: "prd1", formats: ["svg"] }))
 *     await writeFile(name, contents);
 */

import type { Comparison } from "../core/comparison.js";
import { defined, element } from "../core/elements.js";
import type { BenchRecord } from "../core/record.js";
import type { Chart, Layout } from "./charts/chart.js";
import { charts } from "./charts/registry.js";
import { type FontName, families, fontNames } from "./draw/families.js";
import { caption, reproduce } from "./figures/caption.js";
import { compose } from "./figures/compose.js";
import { drawn as drawnData } from "./figures/drawn.js";
import { settable } from "./figures/glyphs.js";
import { nameOf, unique } from "./figures/names.js";
import { originOf, withOrigin } from "./figures/origin.js";
import { outlined } from "./figures/outline.js";
import {
	type FigureTarget,
	figureTargets,
	sizedContent,
	unitsPerPoint,
} from "./figures/page-sizes.js";
import { pdf } from "./figures/pdf.js";
import { pgf } from "./figures/pgf.js";
import { png } from "./figures/png.js";
import { type FigureChoice, select, withAxes } from "./figures/select.js";
import { arrange } from "./model/arrange.js";
import type { Model, Section } from "./model/model.js";
import { csvText } from "./text/csv-text.js";

export {
	type FigureTarget,
	type FontName,
	figureTargets,
	fontNames,
	unitsPerPoint,
};

export const figureFormats = ["svg", "pdf", "png", "pgf"] as const;
export type FigureFormat = (typeof figureFormats)[number];

export interface FigureFile {
	/** Relative name that every file system accepts. */
	readonly name: string;
	readonly contents: string | Uint8Array;
}

export interface FigureOptions {
	readonly target: FigureTarget;
	readonly formats: readonly FigureFormat[];
	/** Font of figures that do not choose one themselves. DejaVu Sans by default. */
	readonly font?: FontName;
	/** What to draw. By default every chart of every target. */
	readonly figures?: readonly FigureChoice[];
	/** Results that only several cells give together. */
	readonly comparison?: Comparison;
}

/** Yields all files, one picture after another, so that the caller can write them as they come. */
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
		const selected = select(records, choice);
		const { labels = {} } = choice;
		const arranged = (labels: Readonly<Record<string, string>>) =>
			arrange(selected, {
				everyone: records,
				...defined({ comparison: options.comparison }),
				labels,
			});
		const model = arranged(labels);
		// Pictures can only show letters of their font. The data keep every name as it is.
		const spelled = spelledLabels(model, selected, labels);
		const drawn = spelled === undefined ? model : arranged(spelled);
		for (const [index, section] of model.sections.entries()) {
			if (chart.scope === "model" && index > 0) break;
			const name = unique(nameOf(chart, choice, model, section), names);
			const subject = { chart, choice, model, section, name };
			yield* figure(
				subject,
				[drawn, element(drawn.sections, index)],
				options,
				names,
			);
		}
	}
}

interface Subject {
	readonly chart: Chart;
	readonly choice: FigureChoice;
	readonly model: Model;
	readonly section: Section;
	readonly name: string;
}

async function* figure(
	{ chart, choice, model, section, name }: Subject,
	drawn: readonly [Model, Section],
	{ target, formats, font: usual = "dejavu" }: FigureOptions,
	names: Set<string>,
): AsyncGenerator<FigureFile> {
	const size = figureTargets[target];
	const { font = usual } = choice;
	const family = families[font];
	const build = (layout: Layout) =>
		withAxes(chart.build(...drawn, layout), choice);
	const sized = sizedContent(size, chart, build, family);
	if (sized === undefined) return;
	const { content, layout } = sized;
	const origin = originOf(chart, model, section);
	for (const [index, picture] of (
		await compose(content, size, layout, unitsPerPoint)
	).entries()) {
		const own = index === 0 ? name : unique(`${name}-${index + 1}`, names);
		const outlines = outlined(picture.svg, family);
		if (formats.includes("svg"))
			yield { name: `${own}.svg`, contents: withOrigin(outlines, origin) };
		if (formats.includes("pdf"))
			yield {
				name: `${own}.pdf`,
				contents: await pdf(picture, origin, dateOf(model), family),
			};
		if (formats.includes("png"))
			yield { name: `${own}.png`, contents: png(outlines, origin) };
		if (formats.includes("pgf"))
			yield {
				name: `${own}.pgf`,
				contents: pgf(picture, origin, `${own}.pgf`, unitsPerPoint),
			};
	}
	const named =
		(drawn[0] === model ? undefined : chart.build(model, section, layout)) ??
		content;
	const { columns, rows } = drawnData(named, model.samplers);
	yield { name: `${name}.csv`, contents: csvText(columns, rows) };
	yield {
		name: `${name}.caption.tex`,
		contents: `${caption(chart, content, model, section)}${reproduce({ ...choice, font }, target, section, chart)}`,
	};
}

/** Labels of samplers in letters that the font has. Undefined if they need no change. */
function spelledLabels(
	model: Model,
	records: readonly BenchRecord[],
	labels: Readonly<Record<string, string>>,
): Record<string, string> | undefined {
	if (model.samplers.every(({ label }) => settable(label) === label))
		return undefined;
	const own = new Set(records.map(({ sampler }) => sampler.label));
	return Object.fromEntries(
		[...own].map((label) => [
			label,
			settable(Object.hasOwn(labels, label) ? element(labels, label) : label),
		]),
	);
}

/** The file has the date of the newest measurement, so that the same records give the same bytes. */
function dateOf(model: Model): Date {
	const starts = model.all.flatMap((r) => r.environment?.startedAt ?? []);
	const date = new Date(starts.sort().at(-1) ?? 0);
	return Number.isNaN(date.getTime()) ? new Date(0) : date;
}
