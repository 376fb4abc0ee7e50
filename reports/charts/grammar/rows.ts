/** Charts with one line of text for each row of the ranking. */
import { fitText, textWidth } from "../../draw/fonts.js";
import { ink } from "../../draw/palette.js";
import type { Row } from "../../model/model.js";
import type { Layout, Spec } from "../chart.js";
import { lookup } from "./lookup.js";

/** Names of rows may take this share of the width. */
const nameShare = 0.38;

/** Labels of the rows, shortened to two fifths of the width, each with its mark behind it. */
export function rowNames(
	rows: readonly Row[],
	layout: Layout,
	mark: (row: Row) => string = () => "",
): string[] {
	const names = rows.map((row) => row.label + mark(row));
	const fits = names.every(
		(name) =>
			textWidth(name, layout.fontSize, layout) <= nameShare * layout.width,
	);
	return fits ? names : shortRowNames(rows, layout, nameShare, mark);
}

/** The estimator as three letters after the sampler's name. The name is shortened, so that its rows stay distinct. */
export function shortRowNames(
	rows: readonly Row[],
	layout: Layout,
	share: number,
	mark: (row: Row) => string = () => "",
): string[] {
	const { width, fontSize } = layout;
	return rows.map((row) => {
		const { label } = row.sampler;
		const estimator =
			row.label === label ? "" : ` · ${row.estimator.slice(0, 3)}.`;
		const end = estimator + mark(row);
		const left = share * width - textWidth(end, fontSize, layout);
		return fitText(label, left, fontSize, layout) + end;
	});
}

export function fitNames(
	labels: readonly string[],
	layout: Layout,
	share = nameShare,
): string[] {
	return labels.map((label) =>
		fitText(label, layout.width * share, layout.fontSize, layout),
	);
}

/** The field `row` of the data in row `index`. */
export function rowId(index: number): string {
	return `r${index}`;
}

/** What the ids of rows mean: their labels in full. */
export function rowLabels(rows: readonly Row[]): Record<string, string> {
	return Object.fromEntries(rows.map(({ label }, i) => [rowId(i), label]));
}

/** Labels of rows along the y axis, top to bottom in the given order. */
export function rowAxis(names: readonly string[]): Spec {
	const labels = Object.fromEntries(names.map((name, i) => [rowId(i), name]));
	return {
		field: "row",
		type: "nominal",
		title: null,
		scale: { domain: names.map((_, i) => rowId(i)) },
		axis: {
			labelExpr: lookup(labels),
			labelColor: ink.text,
			grid: true,
			ticks: false,
			domain: false,
			labelOverlap: false,
		},
	};
}
