/** One view of a chart: its size, its configuration, and sizes that follow the text. */
import { ink } from "../../draw/palette.js";
import type { Layout, Panel, Spec } from "../chart.js";

/** A row of data. `text` is shown when the pointer is on its mark. */
export type Datum = Readonly<Record<string, string | number | boolean | null>>;

/** A panel: one complete view made of layers over shared data. */
export function view(
	layout: Layout,
	height: number,
	description: string,
	layers: readonly Spec[],
	rest: Spec = {},
): Panel {
	const spec = {
		width: layout.width,
		height,
		autosize: { type: "fit", contains: "padding" },
		padding: Math.round(layout.fontSize / 3),
		background: null,
		description,
		// The page sets this: a list of the emphasised samplers, or null.
		params: [{ name: "focus", value: null }],
		layer: layers,
		config: config(layout),
		...rest,
	};
	return { height, spec };
}

function config(layout: Layout): Spec {
	const { fontSize, font } = layout;
	return {
		font,
		view: { stroke: null },
		axis: {
			labelFont: font,
			titleFont: font,
			labelFontSize: fontSize,
			titleFontSize: fontSize,
			titleFontWeight: "normal",
			labelColor: ink.muted,
			titleColor: ink.text,
			domainColor: ink.axis,
			tickColor: ink.axis,
			gridColor: ink.grid,
			domainWidth: fontSize / 14,
			gridWidth: fontSize / 16,
			tickWidth: fontSize / 14,
			tickSize: fontSize / 3,
			labelPadding: fontSize / 4,
			titlePadding: fontSize / 2,
			labelLimit: 0,
			titleLimit: 0,
			labelOverlap: "parity",
			labelSeparation: fontSize / 3,
		},
		text: { font, fontSize, fill: ink.text },
	};
}

/** Symbol area that fits the size of the text. */
export function pointSize(layout: Layout): number {
	return (layout.fontSize * 0.72) ** 2;
}

/** Stroke width that fits the size of the text. */
export function strokeWidth(layout: Layout): number {
	return layout.fontSize / 8;
}

/** Height of a chart with one line of text for each of n rows. */
export function rowsHeight(count: number, layout: Layout): number {
	return Math.round(layout.fontSize * (2.1 * Math.max(count, 1) + 4.5));
}

/** Height of a chart of lines. */
export function plotHeight(layout: Layout): number {
	return Math.round(Math.min(layout.width * 0.62, layout.fontSize * 24));
}
