/**
 * The layers of charts: lines, bands, error bars, symbols. All draw the fields `x` and `y` of the
 * data, and `low` and `high` around the one that has an error. The field `sampler` decides their
 * style.
 */
import type { SamplerIdentity } from "../../model/identity.js";
import type { Layout, Spec } from "../chart.js";
import { colorOf, dashOf, fading, shapeOf, silent, words } from "./samplers.js";
import { type Datum, pointSize, strokeWidth } from "./view.js";

/** Properties that the layers of one view share. */
export interface Frame {
	readonly layout: Layout;
	readonly samplers: readonly SamplerIdentity[];
	readonly x: Spec;
	readonly y: Spec;
}

export interface LineLook {
	/** In units of the usual width. */
	readonly width?: number;
	readonly opacity?: number;
	/** The field that distinguishes several lines of one sampler. */
	readonly detail?: string;
	/** One colour without dashes is enough in a panel with a single sampler. */
	readonly solid?: boolean;
}

export function lines(
	{ layout, samplers, x, y }: Frame,
	values: readonly Datum[],
	{ width = 1, opacity = 1, detail, solid = false }: LineLook = {},
): Spec {
	return {
		data: { values },
		mark: {
			type: "line",
			strokeWidth: strokeWidth(layout) * width,
			clip: true,
		},
		encoding: {
			x,
			y,
			color: colorOf(samplers),
			...(solid ? {} : { strokeDash: dashOf(samplers, layout) }),
			...(detail === undefined
				? {}
				: { detail: { field: detail, type: "nominal" } }),
			opacity: fading(opacity),
			...words,
		},
	};
}

export interface LinePoint {
	readonly x: number;
	readonly y: number;
	/** Ends of a band around the line. */
	readonly low?: number;
	readonly high?: number;
}

/**
 * The data of one line. Its first point carries the words, since a line is a single mark. `point`,
 * with {x} and {y}, is the text that the page's script adds for the place under the pointer.
 */
export function lineData(
	common: Datum,
	points: readonly LinePoint[],
	text: string,
	point: string,
): Datum[] {
	const said = { text, point };
	const across = rounding(points.map(({ x }) => x));
	const coarse = rounding(
		points.flatMap(({ y, low = y, high = y }) => [low, high]),
	);
	return points.map(({ x, y, low, high }, i) =>
		// The spread syntax would take ten times as long, and there are many points.
		Object.assign(
			low === undefined || high === undefined
				? { x: across(x), y: coarse(y) }
				: { x: across(x), y: coarse(y), low: coarse(low), high: coarse(high) },
			common,
			i === 0 ? said : undefined,
		),
	);
}

const powers = Array.from({ length: 23 }, (_, i) => 10 ** i);

/**
 * Rounds more finely than the eye can see: to a five-thousandth of the range for linear axes, and
 * to a ten-thousandth of the value for logarithmic ones.
 */
function rounding(values: readonly number[]): (value: number) => number {
	const range = Math.max(...values) - Math.min(...values);
	return (value) => {
		const step = Math.min(range / 5000, Math.abs(value) / 1e4);
		const power = powers[Math.max(0, Math.ceil(-Math.log10(step)))];
		return power === undefined ? value : Math.round(value * power) / power;
	};
}

/** Bands between `low` and `high` around lines. */
export function band(
	{ samplers, x, y }: Frame,
	values: readonly Datum[],
	opacity: number,
): Spec {
	return {
		data: { values },
		mark: { ...silent, type: "area", clip: true },
		encoding: {
			x,
			y: { ...y, field: "low" },
			y2: { field: "high" },
			color: colorOf(samplers),
			opacity: fading(opacity),
		},
	};
}

/** Error bars from `low` to `high` along one of the axes. */
export function errorBars(
	{ layout, samplers, x, y }: Frame,
	values: readonly Datum[],
	along: "x" | "y",
	width = 1,
): Spec {
	const ends =
		along === "x"
			? { x: { ...x, field: "low" }, x2: { field: "high" }, y }
			: { x, y: { ...y, field: "low" }, y2: { field: "high" } };
	return {
		data: { values },
		mark: {
			...silent,
			type: "rule",
			strokeWidth: strokeWidth(layout) * width,
		},
		encoding: { ...ends, color: colorOf(samplers), opacity: fading(1) },
	};
}

export interface SymbolLook {
	/** In units of the usual area. */
	readonly size?: number;
	/** Symbols are hollow if the field `estimator` names the Metropolis chain made from the same draws. */
	readonly hollow?: boolean;
}

export function symbols(
	{ layout, samplers, x, y }: Frame,
	values: readonly Datum[],
	{ size = 1, hollow = false }: SymbolLook = {},
): Spec {
	const color = colorOf(samplers);
	return {
		data: { values },
		mark: {
			type: "point",
			filled: true,
			size: pointSize(layout) * size,
			...(hollow ? { strokeWidth: strokeWidth(layout) } : {}),
		},
		encoding: {
			x,
			y,
			...(hollow
				? { fill: color, stroke: color, fillOpacity: fillOf }
				: { color }),
			shape: shapeOf(samplers),
			opacity: fading(1),
			...words,
		},
	};
}

const fillOf: Spec = {
	condition: { test: "datum.estimator === 'metropolis'", value: 0 },
	value: 1,
};
