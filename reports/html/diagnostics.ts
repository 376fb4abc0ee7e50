/**
 * Charts for experts, folded at the end of a target. For missing charts it says what records would need.
 */
import type { Chart } from "../charts/chart.js";
import { charts } from "../charts/registry.js";
import { escapeHtml } from "../text/escape.js";
import { type Figure, figureHtml } from "./figure.js";

export function isForExperts({ part }: Chart): boolean {
	return part === "diagnostics";
}

/**
 * The charts are drawn by the page's script when a reader unfolds them; without scripts their data
 * stand here.
 * @param figures those that have data
 */
export function diagnosticsHtml(
	figures: readonly Figure[],
	ownLegend: (figure: Figure) => boolean,
): string {
	const own = charts.filter(isForExperts);
	const missing = own.filter(
		(chart) => !figures.some((figure) => figure.chart === chart),
	);
	const names = figures.map(({ chart }) => chart.title);
	const absent =
		missing.length === 0
			? ""
			: `<p class="note">Not shown, because the records do not hold what they need: ${missing
					.map(
						({ title, needs = "" }) =>
							`${escapeHtml(title)}: ${escapeHtml(needs)}`,
					)
					.join("; ")}. A new run measures it.</p>`;
	const drawn = figures
		.map((figure) => figureHtml(shortened(figure), [], ownLegend(figure)))
		.join("");
	if (drawn === "") return absent;
	return `<details class="diagnostics"><summary>Diagnostics for experts: ${escapeHtml(names.join(", "))}</summary><div class="charts">${drawn}</div>${absent}</details>`;
}

/** Longer tables would take most of a page with many targets. */
const mostRows = 30;

function shortened(figure: Figure): Figure {
	const { content } = figure;
	const { rows, note = "" } = content.table;
	if (rows.length <= mostRows) return figure;
	const table = {
		...content.table,
		rows: rows.slice(0, mostRows),
		note: `The first ${mostRows} of ${rows.length} rows; the CSV of this chart has all that is drawn. ${note}`,
	};
	return { ...figure, content: { ...content, table } };
}
