/**
 * Changes of a compiled Vega specification that a reader asks for: some samplers only, a logarithmic
 * or a linear axis, a part of an axis. Pure functions: the specification itself stays as it is.
 */
import { logTicks, plainNumber } from "../charts/grammar/axes.js";
import type { Mark } from "./drawn-table.js";
import type { Range, ScaleType } from "./fragment.js";
import {
	type Axis,
	type Channel,
	type DrawnSpec,
	extentOf,
	fieldsOn,
	isNumeric,
	marksOf,
	type Scale,
	scaleOf,
} from "./spec-parts.js";

export interface Edits {
	/** Ids of the samplers that are shown. Undefined: all. */
	readonly shown?: ReadonlySet<string> | undefined;
	readonly scales: Readonly<Partial<Record<Channel, ScaleType>>>;
	readonly ranges: Readonly<Partial<Record<Channel, Range>>>;
}

export function edited(
	spec: DrawnSpec,
	{ shown, scales, ranges }: Edits,
): DrawnSpec {
	let result = shown === undefined ? spec : withSamplers(spec, shown);
	for (const channel of ["x", "y"] as const) {
		const type = scales[channel];
		if (type !== undefined && canBe(result, channel, type))
			result = withScale(result, channel, type);
		const range = ranges[channel];
		if (range !== undefined && isNumeric(scaleOf(result, channel)))
			result = withRange(result, channel, range);
	}
	return result;
}

/** Fields of points and lines. The ends of bars may reach beyond a logarithmic axis. */
const places: Readonly<Record<Channel, string>> = { x: "x", y: "y" };

/**
 * Whether an axis can have this scale. A logarithmic one must be able to show every point, and be
 * worth it: no point is ever left out in silence.
 */
export function canBe(
	spec: DrawnSpec,
	channel: Channel,
	type: ScaleType,
): boolean {
	const scale = scaleOf(spec, channel);
	if (!isNumeric(scale)) return false;
	if (type === "linear" || scale?.type === "log") return true;
	const fields = fieldsOn(spec, channel);
	const own = places[channel];
	const [low, high] =
		extentOf(marksOf(spec), fields.includes(own) ? [own] : fields) ?? [];
	return low !== undefined && high !== undefined && low > 0 && high > 1.2 * low;
}

/** Only the marks of some samplers, and those that belong to none, such as references. */
function withSamplers(spec: DrawnSpec, shown: ReadonlySet<string>): DrawnSpec {
	const stays = ({ sampler }: Mark) =>
		typeof sampler !== "string" || shown.has(sampler);
	const data = (spec.data ?? []).map((source) =>
		source.values === undefined
			? source
			: { ...source, values: source.values.filter(stays) },
	);
	return (["x", "y"] as const).reduce(
		(result, channel) => withBands(result, spec, channel),
		{ ...spec, data } as DrawnSpec,
	);
}

/** Rows and columns without marks go, and the picture shrinks by the share of its rows. */
function withBands(
	spec: DrawnSpec,
	before: DrawnSpec,
	channel: Channel,
): DrawnSpec {
	const scale = scaleOf(spec, channel);
	const { domain } = scale ?? {};
	if (scale?.type !== "band" || !Array.isArray(domain)) return spec;
	const fields = fieldsOn(spec, channel);
	const ids = (of: DrawnSpec) =>
		new Set(marksOf(of).flatMap((mark) => fields.map((name) => mark[name])));
	const [had, left] = [ids(before), ids(spec)];
	const bands = domain.filter((band) => left.has(band) || !had.has(band));
	if (bands.length === 0) return spec;
	// The title and the labels of the other axis take the height of about two rows.
	const share = (bands.length + 2) / (domain.length + 2);
	return {
		...replaced(spec, { ...scale, domain: bands }),
		...(spec.height === undefined || channel === "x"
			? {}
			: { height: Math.round(spec.height * share) }),
	};
}

function replaced(spec: DrawnSpec, scale: Scale): DrawnSpec {
	return {
		...spec,
		scales: (spec.scales ?? []).map((other) =>
			other.name === scale.name ? scale : other,
		),
	};
}

function withScale(
	spec: DrawnSpec,
	channel: Channel,
	type: ScaleType,
): DrawnSpec {
	const scale = scaleOf(spec, channel);
	if (scale === undefined || scale.type === type) return spec;
	const fields = fieldsOn(spec, channel);
	const own = places[channel];
	const marks = marksOf(spec);
	if (type === "linear") {
		const [low = 0, high = 1] = extentOf(marks, fields) ?? [];
		const ends: Range = [
			Math.min(0, low),
			high + (high - Math.min(0, low)) / 20,
		];
		return onAxis(
			replaced(spec, bare(scale, type, ends)),
			channel,
			linearTicks,
		);
	}
	const [low = 1, high = 10] =
		extentOf(marks, fields.includes(own) ? [own] : fields) ?? [];
	const [, most = high] = extentOf(marks, fields) ?? [];
	const ends: Range = [low / 1.3, most * 1.2];
	return onAxis(
		replaced(raised(spec, fields, ends[0]), bare(scale, type, ends)),
		channel,
		logTicks(...ends),
	);
}

const linearTicks = { tickCount: 5, labelExpr: plainNumber };

/** Without what was meant for another scale. */
function bare(scale: Scale, type: ScaleType, domain: Range): Scale {
	const { zero, nice, padding, ...rest } = scale;
	return { ...rest, type, domain, nice: false, zero: false };
}

/** Bars that end at zero or below reach the edge of a logarithmic axis. */
function raised(
	spec: DrawnSpec,
	fields: readonly string[],
	low: number,
): DrawnSpec {
	const lift = (mark: Mark): Mark => {
		const below = fields.filter((field) => {
			const value = mark[field];
			return typeof value === "number" && value < low;
		});
		return below.length === 0
			? mark
			: { ...mark, ...Object.fromEntries(below.map((name) => [name, low])) };
	};
	return {
		...spec,
		data: (spec.data ?? []).map((source) =>
			source.values === undefined
				? source
				: { ...source, values: source.values.map(lift) },
		),
	};
}

function withRange(
	spec: DrawnSpec,
	channel: Channel,
	[low, high]: Range,
): DrawnSpec {
	const scale = scaleOf(spec, channel);
	if (scale === undefined) return spec;
	const type = scale.type === "log" ? "log" : "linear";
	if (type === "log" && low <= 0) return spec;
	const next = replaced(spec, bare(scale, type, [low, high]));
	return {
		...onAxis(
			next,
			channel,
			type === "log" ? ticksBetween(low, high) : { tickCount: 5 },
		),
		marks: clipped(next.marks ?? []),
	};
}

/** Powers and their parts, or even steps within a part of a decade. */
function ticksBetween(low: number, high: number) {
	return high / low < 3 ? linearTicks : logTicks(low, high);
}

/** Marks outside the range are cut off at the frame. */
function clipped(marks: readonly unknown[]): readonly unknown[] {
	return marks.map((mark) => {
		const { type, marks: inner, ...rest } = mark as Record<string, unknown>;
		return type === "group" && Array.isArray(inner)
			? { ...rest, type, marks: clipped(inner) }
			: { ...(mark as object), clip: true };
	});
}

/** The axes of a channel with other ticks. Grids are axes of their own. */
function onAxis(
	spec: DrawnSpec,
	channel: Channel,
	ticks: Readonly<Record<string, unknown>>,
): DrawnSpec {
	const { labelExpr, ...own } = ticks;
	const change = (axis: Axis): Axis => {
		if (axis.scale !== channel) return axis;
		const { values, tickCount, labelOverlap, ...rest } = axis;
		const kept = labelExpr === undefined && values === undefined;
		return {
			...rest,
			...own,
			...(kept ? {} : { encode: labelled(axis.encode, labelExpr) }),
		};
	};
	return { ...spec, axes: (spec.axes ?? []).map(change) };
}

function labelled(encode: Axis["encode"] = {}, labelExpr: unknown) {
	const labels = (encode.labels ?? {}) as { update?: object };
	const { text, ...update } = (labels.update ?? {}) as { text?: unknown };
	return {
		...encode,
		labels: {
			...labels,
			update:
				labelExpr === undefined
					? update
					: { ...update, text: { signal: labelExpr } },
		},
	};
}
