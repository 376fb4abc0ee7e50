/** Values with errors at whole numbers, for each sampler, with the exact ones where they are known. */
import { element } from "../../core/elements.js";
import type { Estimate } from "../../core/record.js";
import { ink } from "../draw/palette.js";
import type { SamplerIdentity } from "../model/identity.js";
import type { Section } from "../model/model.js";
import { formatEstimate, formatNumber } from "../text/format.js";
import type { ChartContent, Layout, Spec } from "./chart.js";
import { axis, logAxis } from "./grammar/axes.js";
import { errorBars, symbols } from "./grammar/layers.js";
import { spanOf } from "./grammar/range.js";
import { samplerLegend } from "./grammar/samplers.js";
import { type Datum, plotHeight, strokeWidth, view } from "./grammar/view.js";

export interface SamplerPoints {
	readonly sampler: SamplerIdentity;
	/** By place, ascending. */
	readonly points: ReadonlyMap<number, Estimate>;
}

export interface Words {
	/** Title of the horizontal axis and of the first column. */
	readonly x: string;
	readonly y: string;
	/** "C(3)", for the text at a point. */
	readonly at: (x: number) => string;
	readonly description: string;
	/** A logarithmic axis whatever the values: what is not positive is left out. */
	readonly log?: true;
}

/** Estimates of several seeds as one: their mean, with the errors of independent runs. */
export function meanOfSeeds(seeds: readonly Estimate[]): Estimate {
	const count = seeds.length;
	return {
		value: seeds.reduce((sum, { value }) => sum + value, 0) / count,
		error:
			Math.sqrt(seeds.reduce((sum, { error }) => sum + error ** 2, 0)) / count,
	};
}

/** Undefined where no sampler has a point. Symbols are shifted sideways, so that they do not hide each other. */
export function samplerPoints(
	section: Section,
	layout: Layout,
	given: readonly SamplerPoints[],
	{ x, y, at, description, log: always }: Words,
	exact: ReadonlyMap<number, number> = new Map(),
): ChartContent | undefined {
	const members = given.filter(({ points }) => points.size > 0);
	if (members.length === 0) return undefined;
	const all: Datum[] = members.flatMap(({ sampler, points }, index) =>
		[...points].map(([place, { value, error }]) => ({
			sampler: sampler.id,
			x: place + 0.09 * (index - (members.length - 1) / 2),
			y: value,
			low: value - error,
			high: value + error,
			text: `${sampler.label}\n${at(place)} = ${formatEstimate(value, error)}`,
		})),
	);
	const places = [
		...new Set(members.flatMap(({ points }) => [...points.keys()])),
	].sort((a, b) => a - b);
	const [least, most] = spanOf(
		section,
		members.flatMap(({ sampler, points }) =>
			[...points.values()].flatMap(({ value, error }) =>
				[value - error, value + error].map((value) => ({
					sampler: sampler.id,
					value,
				})),
			),
		),
	);
	// What a wrong sampler finds far away would squeeze the others.
	const positive = [
		...exact.values(),
		...all.map((datum) => Number(datum.y)),
	].filter((value) => value > 0);
	const floor = always ? Math.max(least, Math.min(...positive) / 2) : least;
	const values = all
		.filter((datum) => Number(datum.y) >= floor && Number(datum.y) <= most)
		.map((datum) => ({
			...datum,
			low: Math.max(floor, Number(datum.low)),
			high: Math.min(most, Number(datum.high)),
		}));
	const known = [...exact].map(([place, value]) => ({
		sampler: "exact",
		x: place,
		y: value,
	}));
	const ends = (end: "low" | "high") => [
		...values.map((datum) => Number(datum[end])),
		...known.map((datum) => datum.y),
	];
	const lowest = Math.min(...ends("low")) / 1.2;
	const highest = Math.max(...ends("high")) * 1.2;
	const log = lowest > 0 && highest / lowest > 5;
	const frame = {
		layout,
		samplers: section.samplers,
		x: axis(
			"x",
			x,
			{
				domain: [
					element(places, 0) - 0.4,
					element(places, places.length - 1) + 0.4,
				],
				nice: false,
			},
			{ tickMinStep: 1, grid: false, format: "d" },
		),
		y: log
			? logAxis("y", y, lowest, highest)
			: axis("y", y, { zero: false }, { tickCount: 5 }),
	};
	const line: Spec = {
		data: { values: known },
		mark: {
			type: "line",
			color: ink.axis,
			strokeWidth: strokeWidth(layout) * 0.7,
			clip: true,
			aria: false,
		},
		encoding: { x: frame.x, y: frame.y },
	};
	return {
		description,
		legend: [
			...samplerLegend(members.map(({ sampler }) => sampler)),
			...(known.length === 0
				? []
				: [{ label: "exact", color: ink.axis, dash: [1, 0] }]),
		],
		panels: [
			view(layout, plotHeight(layout), description, [
				...(known.length === 0 ? [] : [line]),
				errorBars(frame, values, "y"),
				symbols(frame, values, { size: 0.7 }),
			]),
		],
		table: {
			columns: [
				x,
				...(known.length === 0 ? [] : ["exact"]),
				...members.map(({ sampler }) => sampler.label),
			],
			rows: places.map((place) => {
				const sure = exact.get(place);
				return [
					place,
					...(known.length === 0
						? []
						: [sure === undefined ? null : formatNumber(sure)]),
					...members.map(({ points }) => {
						const point = points.get(place);
						return point === undefined
							? null
							: formatEstimate(point.value, point.error);
					}),
				];
			}),
		},
	};
}
