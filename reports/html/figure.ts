/**
 * A chart on the page: a static picture, which the page's script replaces by a live one, an
 * explanation, and its data as a table.
 */
import { element } from "../../core/elements.js";
import type { Chart, ChartContent, Layout, Panel } from "../charts/chart.js";
import { emptied } from "../draw/templates.js";
import { escapeHtml, nameHtml } from "../text/escape.js";
import type { Sketch } from "./drawing.js";
import { dataTable, formulaHtml, legendHtml } from "./elements.js";

/** System fonts on the page. Widths are computed with DejaVu Sans, which is wider. */
const font =
	'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';

const layouts: Readonly<Record<Chart["panels"], Layout>> = {
	one: { width: 544, fontSize: 12, font },
	many: { width: 350, fontSize: 11, font },
};

export function layoutOf(chart: Chart): Layout {
	return layouts[chart.panels];
}

/** A chart that has data, with the sketches of its panels. */
export interface Figure {
	readonly chart: Chart;
	readonly content: ChartContent;
	/** Id of the element that contains it. */
	readonly place: string;
	readonly sketches: readonly Sketch[];
	/** Of the same panels with other axes, which are drawn on the page alone. */
	readonly further: readonly Sketch[];
}

export function figureOf(
	chart: Chart,
	content: ChartContent,
	place: string,
): Figure {
	const sketched = (panels: readonly Panel[], end = ""): Sketch[] =>
		panels.map((panel, index) => ({
			id: `${place}-${chart.name}-${index + 1}${end}`,
			emptied: emptied(panel.spec),
			description: String(panel.spec.description ?? content.description),
		}));
	const [, ...others] = content.axes ?? [];
	return {
		chart,
		content,
		place,
		sketches: sketched(content.panels),
		further: others.flatMap(({ name, panels }) => sketched(panels, `~${name}`)),
	};
}

/** Id of the element of a figure. */
export function idOf({ place, chart }: Figure): string {
	return `${place}-${chart.name}-figure`;
}

/** @param pictures the pictures of its sketches; undefined where there was no room for one */
export function figureHtml(
	figure: Figure,
	pictures: readonly (string | undefined)[],
	ownLegend: boolean,
): string {
	const { chart, content, place, sketches } = figure;
	const panels = content.panels.map((panel, index) => {
		const { id, description } = element(sketches, index);
		const picture =
			pictures[index] ??
			emptyPicture(layoutOf(chart).width, panel.height, description);
		const title =
			panel.title === undefined || content.panels.length === 1
				? ""
				: `<h4>${nameHtml(panel.title)}</h4>`;
		return `<div class="panel"${aboutHtml(panel)}>${title}<div class="plot" id="${id}">${picture}</div></div>`;
	});
	const remark =
		content.remark === undefined
			? ""
			: `<p class="note">${nameHtml(content.remark)}</p>`;
	const legend = ownLegend ? legendHtml(content.legend) : "";
	const wide = chart.panels === "many" && content.panels.length > 1;
	const tall =
		!wide && element(content.panels, 0).height > 0.9 * layoutOf(chart).width;
	const shape = wide ? " wide" : tall ? " tall" : "";
	const axes = (content.axes ?? []).map(({ name, label }) => ({ name, label }));
	const chosen =
		axes.length < 2 ? "" : ` data-axes="${escapeHtml(JSON.stringify(axes))}"`;
	const key =
		content.legend.length === 0 || ownLegend ? "" : ` data-key="samplers"`;
	return `<figure class="chart${shape}" id="${idOf(figure)}" data-chart="${chart.name}"${chosen}${key} aria-labelledby="${place}-${chart.name}"><h3 id="${place}-${chart.name}">${escapeHtml(chart.title)}</h3>${legend}<div class="panels${panels.length === 4 ? " four" : ""}">${panels.join("")}</div>${remark}<p class="reading"><b>How to read this.</b> ${formulaHtml(chart.reading)}</p><details><summary>Data of this chart</summary>${dataTable(content.table, `${chart.title}, data`)}</details></figure>`;
}

function aboutHtml({ about }: Panel): string {
	if (about === undefined) return "";
	return "sampler" in about
		? ` data-sampler="${about.sampler.id}"`
		: ` data-observable="${escapeHtml(about.observable)}"`;
}

/** Holds the place of a live chart on pages with so many targets that static pictures would be too large. */
function emptyPicture(
	width: number,
	height: number,
	description: string,
): string {
	return `<p class="note noscript">This picture needs scripts; its data stand below.</p><svg role="img" aria-label="${escapeHtml(description)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"></svg>`;
}
