/**
 * The report as one file: verdict, trust, rankings, charts, environment and raw records. It works
 * from disk without network. Its content security policy allows exactly the script and the style
 * sheet inside it, by hash.
 *
 *   const page = await renderHtml(records, { title: "φ⁴ at ξ = L/4" });
 */

import { readFileSync } from "node:fs";
import { defined, element } from "../core/elements.js";
import type { Chart, ChartContent } from "./charts/chart.js";
import { charts } from "./charts/registry.js";
import { configurationsHtml } from "./html/configurations.js";
import { diagnosticsHtml, isForExperts } from "./html/diagnostics.js";
import { documentHtml } from "./html/document.js";
import { documentationLink } from "./html/documentation.js";
import { drawPictures } from "./html/drawing.js";
import { sentenceHtml, swatch } from "./html/elements.js";
import { environmentHtml } from "./html/environment.js";
import { factsTable } from "./html/facts.js";
import {
	type Figure,
	figureHtml,
	figureOf,
	idOf,
	layoutOf,
} from "./html/figure.js";
import { knobsHtml } from "./html/knobs.js";
import { mastHtml } from "./html/mast.js";
import { packedCharts } from "./html/page-charts.js";
import { pairsHtml } from "./html/pairs.js";
import { rankingTable } from "./html/ranking.js";
import { type RecordData, recordData } from "./html/records.js";
import { sizesTable } from "./html/sizes.js";
import { styleSheet } from "./html/style.js";
import { trustHtml } from "./html/trust.js";
import { arrange } from "./model/arrange.js";
import type { Model, Section } from "./model/model.js";
import { headline, verdictOf } from "./model/verdict.js";
import type { Documentation, RenderHtml } from "./report.js";
import { escapeHtml, nameHtml, scriptJson } from "./text/escape.js";
import { openingOf, type Piece } from "./text/sentence.js";

/** Most characters of static pictures. All targets share them evenly, and the first charts come first. */
const picturesLimit = 330_000;

export const renderHtml: RenderHtml = async (records, options = {}) => {
	const { comparison } = options;
	const model = arrange(records, defined({ comparison }));
	// Pictures and compression run on threads of their own, so they are started first.
	const limit = picturesLimit / model.sections.length;
	const drawings = model.sections.map((section) =>
		drawing(figuresOf(model, section, scopesOf(model)), limit),
	);
	const common = drawing(commonFigures(model), Number.POSITIVE_INFINITY);
	const figures = [...drawings, common].flatMap(({ figures, experts }) => [
		...figures,
		...experts,
	]);
	const [live, downloads] = [
		packedCharts(
			figures.flatMap(({ sketches, further }) => [...sketches, ...further]),
			namingOf(model, figures),
		),
		recordData(records, comparison),
	];
	const sections = model.sections.map((section, i) =>
		sectionHtml(model, section, element(drawings, i), options.documentation),
	);
	const script = readFileSync(new URL("./page.js", import.meta.url), "utf8");
	const title = options.title ?? model.title;
	const data = { ...(await live), ...(await downloads) };
	return documentHtml({
		title,
		style: styleSheet(),
		script,
		images: "data:",
		body: `<a class="skip" href="#content">Skip to the results</a>
<div class="wrap">
${mastHtml(model, title)}
<main id="content">
<section class="verdict" aria-labelledby="verdict"><h2 id="verdict" class="hidden">Verdict</h2>${leadHtml(headline(model))}${trustHtml(model, options.missing ?? [], documentationLink(options.documentation, "checks", "What is checked"))}</section>
${navigationHtml(model)}
${(await Promise.all(sections)).join("\n")}
${await commonHtml(common)}
${environmentHtml(model, options)}
${downloadsHtml(data)}
</main>
<footer>Written by latticebench. ESS is the effective number of independent configurations of the slowest observable; τ<sub>int</sub> = ½ + Σρ(t).</footer>
</div>
<script type="application/json" id="data">${scriptJson(data)}</script>`,
	});
};

/** What ids in the data of charts mean. */
function namingOf(model: Model, figures: readonly Figure[]) {
	return {
		samplers: Object.fromEntries(
			model.samplers.map(({ id, label }) => [id, label]),
		),
		names: Object.fromEntries(
			figures.flatMap((figure) => {
				const { names } = figure.content;
				return names === undefined ? [] : [[idOf(figure), names]];
			}),
		),
	};
}

/** The first sentence is large; what bounds it stands below, in the size of text. */
function leadHtml(sentences: readonly Piece[]): string {
	const { opening, rest } = openingOf(sentences);
	const below =
		rest.length === 0 ? "" : `<p class="said">${sentenceHtml(rest)}</p>`;
	return `<p class="lead">${sentenceHtml(opening)}</p>${below}`;
}

function navigationHtml(model: Model): string {
	if (model.sections.length < 2) return "";
	const items = model.sections.map(
		(section) =>
			`<li><a href="#${section.id}">${nameHtml(sectionName(model, section))}</a></li>`,
	);
	return `<nav class="targets" aria-label="Targets"><ul>${items.join("")}</ul></nav>`;
}

function sectionName(model: Model, section: Section): string {
	return model.machines.length > 1
		? `${section.target.label}, ${section.machine.label}`
		: section.target.label;
}

/** Figures, and their pictures, which are still being drawn. */
interface Drawing {
	readonly figures: readonly Figure[];
	/** Those for experts have no static pictures. */
	readonly experts: readonly Figure[];
	readonly pictures: Promise<readonly (string | undefined)[]>;
}

function drawing(all: readonly Figure[], limit: number): Drawing {
	const experts = all.filter(({ chart }) => isForExperts(chart));
	const figures = all.filter((figure) => !experts.includes(figure));
	const sketches = figures.flatMap((figure) => figure.sketches);
	return { figures, experts, pictures: drawPictures(sketches, limit) };
}

/** With a single target, all charts stand together. */
function scopesOf(model: Model): Chart["scope"][] {
	return model.sections.length === 1 ? ["section", "model"] : ["section"];
}

function figuresOf(
	model: Model,
	section: Section,
	scopes: readonly Chart["scope"][],
	place = section.id,
): Figure[] {
	return charts.flatMap((chart) => {
		if (!scopes.includes(chart.scope)) return [];
		const content = chart.build(model, section, layoutOf(chart));
		return content === undefined ? [] : figureOf(chart, content, place);
	});
}

function commonFigures(model: Model): Figure[] {
	const { sections } = model;
	return sections.length > 1
		? figuresOf(model, element(sections, 0), ["model"], "all")
		: [];
}

async function figuresHtml(
	{ figures, pictures }: Drawing,
	ownLegend: (figure: Figure) => boolean,
): Promise<string> {
	const drawn = [...(await pictures)];
	return figures
		.map((figure) =>
			figureHtml(
				figure,
				drawn.splice(0, figure.sketches.length),
				ownLegend(figure),
			),
		)
		.join("");
}

async function sectionHtml(
	model: Model,
	section: Section,
	drawing: Drawing,
	documentation: Documentation | undefined,
): Promise<string> {
	const said =
		model.sections.length > 1
			? `<p class="said">${sentenceHtml(verdictOf(section).sentence)}</p>`
			: "";
	const ownLegend = ({ content }: Figure) =>
		!hasSamplerLegend(content, section);
	const figures = await figuresHtml(drawing, ownLegend);
	const experts = diagnosticsHtml(drawing.experts, ownLegend);
	return `<section class="target" id="${section.id}" aria-labelledby="${section.id}-title"><h2 id="${section.id}-title">${nameHtml(sectionName(model, section))}</h2><p class="detail">${nameHtml(section.target.detail)} · ${nameHtml(section.machine.label)}</p>${said}${rankingTable(section, documentationLink(documentation, "columns", "What the columns mean"))}${sizesTable(section)}${factsTable(section)}${knobsHtml(section)}${pairsHtml(section)}${samplerKeyHtml(section)}<div class="charts">${figures}</div>${configurationsHtml(section)}${experts}</section>`;
}

/** The key of the samplers stands once above all charts of a target. The script turns it into a switch. */
function samplerKeyHtml(section: Section): string {
	const items = section.samplers.map(
		({ id, label, style }) =>
			`<li data-sampler="${id}">${swatch({ label, ...style })}${nameHtml(label)}</li>`,
	);
	const hollow = section.rows.some((row) => row.estimator === "metropolis")
		? `<li><span class="range">hollow symbols: the same draws as a Metropolis chain</span></li>`
		: "";
	return `<ul class="key samplers" aria-label="Samplers">${items.join("")}${hollow}</ul>`;
}

function hasSamplerLegend(content: ChartContent, section: Section): boolean {
	return content.legend.every((item) =>
		section.samplers.some(
			({ label, style }) => label === item.label && style.color === item.color,
		),
	);
}

async function commonHtml(drawing: Drawing): Promise<string> {
	const figures = await figuresHtml(drawing, () => true);
	if (figures === "") return "";
	return `<section class="part" id="all"><h2>All targets together</h2><div class="charts">${figures}</div></section>`;
}

function downloadsHtml({ note, records }: RecordData): string {
	const button =
		records === undefined
			? ""
			: `<button type="button" data-download="records" data-name="records.jsonl">Save records.jsonl</button>`;
	return `<section class="part" id="records"><h2>The numbers</h2><p class="said">Every number on this page comes from the records, one for each cell. ${escapeHtml(note)}</p><p class="said noscript">With scripts switched off they cannot be saved from here; they lie beside this page as records.jsonl.</p><div class="downloads">${button}<button type="button" data-download="csv" data-name="ranking.csv">Save ranking.csv</button></div></section>`;
}
