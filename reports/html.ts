/**
 * The report as one file: verdict, trust, rankings, charts, environment and raw records. It works
 * from disk with no network under a content security policy that allows exactly the script and the
 * style sheet that are in it, by hash.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Spec as VegaSpec } from "vega";
import type { ChartContent } from "./charts/chart.js";
import { charts } from "./charts/registry.js";
import { environmentHtml } from "./html/environment.js";
import { figureHtml, layoutOf } from "./html/figure.js";
import { pairsHtml } from "./html/pairs.js";
import { sentenceHtml, swatch } from "./html/parts.js";
import { rankingTable } from "./html/ranking.js";
import { packed, recordData } from "./html/records.js";
import { styleSheet } from "./html/style.js";
import { trustHtml } from "./html/trust.js";
import { escapeHtml, nameHtml, scriptJson } from "./parts/escape.js";
import { plural } from "./parts/format.js";
import { arrange, type Model, optional, type Section } from "./parts/model.js";
import { headline, verdictOf } from "./parts/verdict.js";
import type { RenderHtml } from "./report.js";

/** Characters of static pictures, shared evenly by the targets; the foremost charts come first. */
const picturesLimit = 450_000;

export const renderHtml: RenderHtml = async (records, options = {}) => {
	const { comparison } = options;
	const model = arrange(records, optional("comparison", comparison));
	// Begun first, so that it is compressed while the charts are drawn.
	const downloads = recordData(records, comparison);
	const specs: { id: string; spec: VegaSpec }[] = [];
	const sections: string[] = [];
	for (const section of model.sections)
		sections.push(await sectionHtml(model, section, specs));
	const common = await commonHtml(model, specs);
	const script = readFileSync(new URL("./page.js", import.meta.url), "utf8");
	const style = styleSheet();
	const title = options.title ?? model.title;
	const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
	const data = {
		charts: await packed(specsJson(specs)),
		...(await downloads),
	};
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="latticebench">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the results</a>
<div class="wrap">
${mastHtml(model, title)}
<main id="content">
<section class="verdict" aria-labelledby="verdict"><h2 id="verdict" class="hidden">Verdict</h2><p class="lead">${sentenceHtml(headline(model))}</p>${trustHtml(model)}</section>
${navigationHtml(model)}
${sections.join("\n")}
${common}
${environmentHtml(model, options)}
${downloadsHtml(data.note)}
</main>
<footer>Written by latticebench. ESS is the effective number of independent configurations of the slowest observable; τ<sub>int</sub> = ½ + Σρ(t).</footer>
</div>
<script type="application/json" id="data">${scriptJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
};

function hash(text: string): string {
	return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/**
 * Specifications for the page's script. Charts of one kind share most of their parts, axes and
 * marks above all: each part is written once. No more digits than a picture can show.
 */
function specsJson(specs: readonly { id: string; spec: VegaSpec }[]): string {
	const places = new Map<string, number>();
	const charts = specs.map(({ id, spec }) => {
		const parts: Record<string, number> = {};
		for (const [name, part] of Object.entries(spec)) {
			const text = JSON.stringify(name === "data" ? rounded(part) : part);
			const place = places.get(text) ?? places.size;
			places.set(text, place);
			parts[name] = place;
		}
		return { id, parts };
	});
	return JSON.stringify({ pool: [...places.keys()], charts });
}

/** The same with seven digits in every number of its rows. */
function rounded(data: unknown): unknown {
	if (Array.isArray(data)) return data.map(rounded);
	if (typeof data === "number")
		return Number.isInteger(data) ? data : Number(data.toPrecision(7));
	if (data === null || typeof data !== "object") return data;
	const copy: Record<string, unknown> = {};
	for (const name in data)
		copy[name] = rounded((data as Record<string, unknown>)[name]);
	return copy;
}

function mastHtml(model: Model, title: string): string {
	const machines = model.machines.map((machine) => machine.label);
	const where =
		machines.length === 1 ? machines[0] : plural(machines.length, "machine");
	const dates = model.current
		.flatMap((record) => record.environment?.startedAt.slice(0, 10) ?? [])
		.sort();
	const facts = [
		plural(model.current.length, "cell"),
		plural(model.samplers.length, "sampler"),
		where,
		...(dates.length > 0 ? [dates[dates.length - 1]] : []),
	];
	return `<header class="mast"><div><p class="kicker">latticebench report</p><h1>${nameHtml(title)}</h1><p class="sub">${facts.map(nameHtml).join(" · ")}</p></div><div class="theme" role="group" aria-label="Colours"><button type="button" data-theme="auto" aria-pressed="true">Auto</button><button type="button" data-theme="light" aria-pressed="false">Light</button><button type="button" data-theme="dark" aria-pressed="false">Dark</button></div></header>`;
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

async function sectionHtml(
	model: Model,
	section: Section,
	specs: { id: string; spec: VegaSpec }[],
): Promise<string> {
	const figures: string[] = [];
	const allowance = {
		left: picturesLimit / model.sections.length,
		largest: 0,
	};
	for (const chart of charts) {
		if (chart.scope !== "section") continue;
		const content = chart.build(model, section, layoutOf(chart));
		if (content === undefined) continue;
		const figure = await figureHtml(
			chart,
			content,
			section.id,
			!hasSamplerLegend(content, section),
			allowance,
		);
		specs.push(...figure.specs);
		figures.push(figure.html);
	}
	const said =
		model.sections.length > 1
			? `<p class="said">${sentenceHtml(verdictOf(section).sentence)}</p>`
			: "";
	return `<section class="target" id="${section.id}" aria-labelledby="${section.id}-title"><h2 id="${section.id}-title">${nameHtml(sectionName(model, section))}</h2><p class="detail">${nameHtml(section.target.detail)} · ${nameHtml(section.machine.label)}</p>${said}${rankingTable(section)}${pairsHtml(section)}${samplerKeyHtml(section)}<div class="charts">${figures.join("")}</div></section>`;
}

/** The key of the samplers stands once above all charts of a target; the script makes it a switch. */
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

async function commonHtml(
	model: Model,
	specs: { id: string; spec: VegaSpec }[],
): Promise<string> {
	if (model.sections.length === 0) return "";
	const figures: string[] = [];
	for (const chart of charts) {
		if (chart.scope !== "model") continue;
		const content = chart.build(model, model.sections[0], layoutOf(chart));
		if (content === undefined) continue;
		const figure = await figureHtml(chart, content, "all", true, {
			left: Number.POSITIVE_INFINITY,
			largest: 0,
		});
		specs.push(...figure.specs);
		figures.push(figure.html);
	}
	if (figures.length === 0) return "";
	return `<section class="part" id="all"><h2>${model.sections.length > 1 ? "All targets together" : "All cells together"}</h2><div class="charts">${figures.join("")}</div></section>`;
}

function downloadsHtml(note: string): string {
	return `<section class="part" id="records"><h2>The numbers</h2><p class="said">Every number on this page comes from the records, one for each cell. ${escapeHtml(note)}</p><p class="said noscript">With scripts switched off they cannot be saved from here; they lie beside this page as records.jsonl.</p><div class="downloads"><button type="button" data-download="records" data-name="records.jsonl">Save records.jsonl</button><button type="button" data-download="csv" data-name="ranking.csv">Save ranking.csv</button></div></section>`;
}
