/**
 * A chart on the page: the static picture, which the page's script replaces by a live one, how to
 * read it, and its data as a table.
 */
import type { Spec as VegaSpec } from "vega";
import type { Chart, ChartContent, Layout } from "../charts/chart.js";
import { escapeHtml, nameHtml } from "../parts/escape.js";
import { compileSpec, renderSvg } from "../parts/vega.js";
import { dataTable, formulaHtml, legendHtml } from "./parts.js";

/** System fonts on the page; widths are computed with DejaVu Sans, which is wider than these. */
const font =
	'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';

const layouts: Readonly<Record<Chart["panels"], Layout>> = {
	one: { width: 544, fontSize: 12, font },
	many: { width: 350, fontSize: 11, font },
};

export function layoutOf(chart: Chart): Layout {
	return layouts[chart.panels];
}

export interface FigureHtml {
	readonly html: string;
	/** Compiled specifications, to be drawn into the elements with these ids. */
	readonly specs: readonly { readonly id: string; readonly spec: VegaSpec }[];
}

/** Characters that static pictures may still take, and the most that one has taken. */
export interface Allowance {
	left: number;
	largest: number;
}

export async function figureHtml(
	chart: Chart,
	content: ChartContent,
	place: string,
	ownLegend: boolean,
	allowance: Allowance,
): Promise<FigureHtml> {
	const specs: { id: string; spec: VegaSpec }[] = [];
	const panels: string[] = [];
	for (const [index, panel] of content.panels.entries()) {
		const id = `${place}-${chart.name}-${index + 1}`;
		const spec = compileSpec(panel.spec);
		specs.push({ id, spec });
		const description = String(panel.spec.description ?? content.description);
		const picture =
			allowance.left > allowance.largest
				? embedded(await renderSvg(spec), id, description)
				: emptyPicture(layoutOf(chart).width, panel.height, description);
		allowance.left -= picture.length;
		allowance.largest = Math.max(allowance.largest, picture.length);
		const title =
			panel.title === undefined || content.panels.length === 1
				? ""
				: `<h4>${nameHtml(panel.title)}</h4>`;
		panels.push(
			`<div class="panel">${title}<div class="plot" id="${id}">${picture}</div></div>`,
		);
	}
	const legend = ownLegend ? legendHtml(content.legend) : "";
	const wide = chart.panels === "many" && content.panels.length > 1;
	const html = `<figure class="chart${wide ? " wide" : ""}" aria-labelledby="${place}-${chart.name}"><h3 id="${place}-${chart.name}">${escapeHtml(chart.title)}</h3>${legend}<div class="panels">${panels.join("")}</div><p class="reading"><b>How to read this.</b> ${formulaHtml(chart.reading)}</p><details><summary>Data of this chart</summary>${dataTable(content.table, `${chart.title}, data`)}</details></figure>`;
	return { html, specs };
}

/** Holds the place of a live chart on pages with so many targets that static ones would swell them. */
function emptyPicture(
	width: number,
	height: number,
	description: string,
): string {
	return `<p class="note noscript">This picture needs scripts; its data stand below.</p><svg role="img" aria-label="${escapeHtml(description)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"></svg>`;
}

/**
 * Makes a picture fit for standing among others in one document: ids of its own, one label instead
 * of one for every mark, coordinates to a tenth, the font from the style sheet.
 */
function embedded(svg: string, id: string, description: string): string {
	return svg
		.replace(
			/ (aria-[a-z]+|role|class|pointer-events|font-family)="[^"]*"/g,
			"",
		)
		.replace(/<path d="[^"]*" display="none"\/>|<path d="M0,0h0v0h0Z"\/>/g, "")
		.replace(/ (opacity="1"|stroke-width="0"|fill="transparent")/g, "")
		.replace(/<g>\s*<\/g>/g, "")
		.replace(/(id="|url\(#)(clip|gradient)/g, `$1${id}-$2`)
		.replace(/ (d|transform|x|y|x1|x2|y1|y2|width|height)="[^"]*"/g, (text) =>
			text.replace(/-?\d+\.\d{2,}/g, (number) =>
				String(Number(Number(number).toFixed(1))),
			),
		)
		.replace(
			"<svg ",
			`<svg role="img" aria-label="${escapeHtml(description)}" `,
		);
}
