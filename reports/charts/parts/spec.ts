/** Pieces of Vega-Lite that all charts share: configuration, axes, and the encoding of samplers. */
import { fitText, textWidth } from "../../parts/fonts.js";
import { formatNumber, superscript } from "../../parts/format.js";
import type { SamplerIdentity } from "../../parts/identity.js";
import type { Row } from "../../parts/model.js";
import { ink } from "../../parts/palette.js";
import type { Layout, LegendItem, Spec } from "../chart.js";

export type Datum = Readonly<Record<string, string | number | boolean | null>>;

/** A complete single view made of layers over shared data. */
export function view(
	layout: Layout,
	height: number,
	description: string,
	layers: readonly Spec[],
	rest: Spec = {},
): Spec {
	return {
		width: layout.width,
		height,
		autosize: { type: "fit", contains: "padding" },
		padding: Math.round(layout.fontSize / 3),
		background: null,
		description,
		// Set from outside: the sampler that is emphasised, null for none.
		params: [{ name: "focus", value: null }],
		layer: layers,
		config: config(layout),
		...rest,
	};
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
			labelOverlap: "greedy",
			labelSeparation: fontSize / 3,
		},
		text: { font, fontSize, fill: ink.text },
	};
}

/** Symbol area and stroke width that fit the size of the text. */
export function pointSize(layout: Layout): number {
	return (layout.fontSize * 0.72) ** 2;
}

export function strokeWidth(layout: Layout): number {
	return layout.fontSize / 8;
}

/** Colour by the field `sampler`: the same sampler, the same colour, everywhere. */
export function colorOf(samplers: readonly SamplerIdentity[]): Spec {
	return {
		field: "sampler",
		type: "nominal",
		legend: null,
		scale: {
			domain: samplers.map((s) => s.id),
			range: samplers.map((s) => s.style.color),
		},
	};
}

export function shapeOf(samplers: readonly SamplerIdentity[]): Spec {
	return {
		field: "sampler",
		type: "nominal",
		legend: null,
		scale: {
			domain: samplers.map((s) => s.id),
			range: samplers.map((s) => s.style.shape),
		},
	};
}

/** Dashes as long as the text asks for. */
export function dashOf(
	samplers: readonly SamplerIdentity[],
	layout: Layout,
): Spec {
	return {
		field: "sampler",
		type: "nominal",
		legend: null,
		scale: {
			domain: samplers.map((s) => s.id),
			range: samplers.map((s) =>
				s.style.dash.map((length) => (length * layout.fontSize) / 12),
			),
		},
	};
}

/** Filled for chains and reweighting, hollow for the same draws made a Metropolis chain. */
export const fillOf: Spec = {
	condition: { test: "datum.estimator === 'metropolis'", value: 0 },
	value: 1,
};

/** Full opacity, except for samplers that are not the emphasised one. */
export function fading(opacity: number): Spec {
	return {
		condition: {
			test: "focus === null || datum.sampler === focus",
			value: opacity,
		},
		value: opacity * 0.12,
	};
}

/** The words of a mark: its tooltip, and what a screen reader says. */
export const words: Spec = {
	tooltip: { field: "text", type: "nominal" },
	description: { field: "text", type: "nominal" },
};

export function samplerLegend(
	samplers: readonly SamplerIdentity[],
): LegendItem[] {
	return samplers.map(({ label, style }) => ({ label, ...style }));
}

/** What stands at the rows: shortened to two fifths of the width. */
export function rowNames(rows: readonly Row[], layout: Layout): string[] {
	const fits = rows.every(
		(row) => textWidth(row.label, layout.fontSize) <= nameShare * layout.width,
	);
	return fits
		? rows.map((row) => row.label)
		: shortRowNames(rows, layout, nameShare);
}

/** The estimator in three letters; the sampler gives way, so that its rows stay distinct. */
export function shortRowNames(
	rows: readonly Row[],
	{ width, fontSize }: Layout,
	share: number,
): string[] {
	return rows.map((row) => {
		const { label } = row.sampler;
		const end = row.label === label ? "" : ` · ${row.estimator.slice(0, 3)}.`;
		const left = share * width - textWidth(end, fontSize);
		return fitText(label, left, fontSize) + end;
	});
}

/** Share of the width that names of rows may take. */
const nameShare = 0.38;

export function fitNames(labels: readonly string[], layout: Layout): string[] {
	return labels.map((label) =>
		fitText(label, layout.width * nameShare, layout.fontSize),
	);
}

/** Field `row` of the data in row `index`. */
export function rowId(index: number): string {
	return `r${index}`;
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

/**
 * Expression that finds the label of a tick. The keys are ours; the labels may hold anything, and
 * carry a sign in front because Vega takes strings such as "constructor" for signals.
 */
export function lookup(labels: Readonly<Record<string, string>>): string {
	const signed = Object.entries(labels).map(([key, label]) => [
		key,
		`=${label}`,
	]);
	return `slice((${JSON.stringify(Object.fromEntries(signed))})['' + datum.value], 1)`;
}

/** Height of a chart with one line of text for each of n rows. */
export function rowsHeight(count: number, layout: Layout): number {
	return Math.round(layout.fontSize * (2.1 * Math.max(count, 1) + 4.5));
}

/** Height of a chart of lines. */
export function plotHeight(layout: Layout): number {
	return Math.round(Math.min(layout.width * 0.62, layout.fontSize * 24));
}

/** A logarithmic scale where values span more than a factor of 8, else a linear one from zero. */
export function amountScale(values: readonly number[]): Spec {
	const [low, high] = range(values);
	if (high / low > 8)
		return { type: "log", domain: logDomain(low, high), nice: false };
	return { type: "linear", domain: [0, high * 1.08], nice: true };
}

/** Axis that belongs to `amountScale`. */
export function amountAxis(values: readonly number[]): Spec {
	const [low, high] = range(values);
	return high / low > 8
		? logAxis(...logDomain(low, high))
		: { tickCount: 5, labelExpr: shortNumber };
}

function range(values: readonly number[]): [number, number] {
	const positive = values.filter((v) => v > 0 && Number.isFinite(v));
	return positive.length === 0
		? [1, 1]
		: [Math.min(...positive), Math.max(...positive)];
}

function logDomain(low: number, high: number): [number, number] {
	return [low / 1.3, high * 1.3];
}

/** Ticks at powers of ten over many decades, at 1, 2 and 5 over few, more within one. */
export function logAxis(low: number, high: number): Spec {
	const decades = Math.log10(high / low);
	const step = Math.ceil(decades / 7);
	const mantissas =
		decades > 2.2
			? [1]
			: decades > 1.6
				? [1, 3]
				: decades > 0.9
					? [1, 2, 5]
					: [1, 2, 3, 4, 6, 8];
	const values: number[] = [];
	for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e++)
		for (const mantissa of mantissas) {
			const value = Number(`${mantissa}e${e}`);
			if (e % step === 0 && value >= low && value <= high) values.push(value);
		}
	return { values, labelExpr: labelsOf(values) };
}

/** A lookup from the values of ticks to the numbers as we write them. */
function labelsOf(values: readonly number[]): string {
	const labels = values.map((value) => [String(value), formatTick(value)]);
	return lookup(Object.fromEntries(labels));
}

function formatTick(value: number): string {
	const order = Math.round(Math.log10(value));
	const power = Math.abs(Math.log10(value) - order) < 1e-9;
	return power && (order > 3 || order < -2)
		? `10${superscript(order)}`
		: formatNumber(value, 1);
}

/** 0, 500, 1k, 2.5k: what labels of linear axes say. */
export const shortNumber =
	"datum.value === 0 ? '0' : abs(datum.value) < 1 ? format(datum.value, '~g') : format(datum.value, '~s')";

/** Small multiples that a page shows at most; the table has the rest. */
export const mostPanels = 12;
