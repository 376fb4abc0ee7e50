/** Keeps one row that cannot be trusted from squeezing all others of a panel. */
import type { Estimate } from "../../../core/record.js";
import type { Row, Section } from "../../model/model.js";
import type { Spec } from "../chart.js";
import type { Frame } from "./layers.js";
import { colorOf, fading, silent } from "./samplers.js";
import type { Datum } from "./view.js";

/** Lowest and highest value of a panel. */
type Range = readonly [number, number];

/** Rows without a trusted value may widen a panel by this factor. */
const mostWider = 3;

/**
 * The range of a panel: all trusted rows and the reference. A row that failed or is unresolved counts
 * unless it would squeeze the others. Undefined where the data decide.
 */
export function domainOf(
	rows: readonly Row[],
	meanOf: (row: Row) => Estimate | undefined,
	reference: Estimate | undefined,
): Range | undefined {
	const ends = (some: readonly Row[]) =>
		[...some.map(meanOf), reference].flatMap((e) =>
			e === undefined ? [] : [e.value - e.error, e.value + e.error],
		);
	const sure = ends(rows.filter(({ state }) => isTrusted(state)));
	const all = ends(rows);
	const [low, high] = [Math.min(...sure), Math.max(...sure)];
	const [least, most] = [Math.min(...all), Math.max(...all)];
	if (sure.length < 4 || !(high > low)) return undefined;
	return most - least <= mostWider * (high - low)
		? undefined
		: [
				Math.max(least, low - (high - low) / 2),
				Math.min(most, high + (high - low) / 2),
			];
}

/** Samplers with a row that can be trusted; all of them where none can. */
function trustedSamplers({ rows, samplers }: Section): Set<string> {
	const trusted = rows.filter(({ state }) => isTrusted(state));
	return new Set(
		(trusted.length > 0 ? trusted.map(({ sampler }) => sampler) : samplers).map(
			({ id }) => id,
		),
	);
}

export function isTrusted(state: Row["state"]): boolean {
	return state === "ranked" || state === "untimed";
}

/**
 * The range of values of samplers, of which those that cannot be trusted count unless they would squeeze
 * the others.
 */
export function spanOf(
	section: Section,
	values: readonly { readonly sampler: string; readonly value: number }[],
): Range {
	const trusted = trustedSamplers(section);
	const all = values.map(({ value }) => value);
	const sure = values
		.filter(({ sampler }) => trusted.has(sampler))
		.map(({ value }) => value);
	const [least, most] = [lowest(all), -lowest(all.map((x) => -x))];
	const [low, high] = [lowest(sure), -lowest(sure.map((x) => -x))];
	if (!(high > low) || most - least <= mostWider * (high - low))
		return [least, most];
	return [
		Math.max(least, low - (high - low) / 2),
		Math.min(most, high + (high - low) / 2),
	];
}

function lowest(values: readonly number[]): number {
	return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

/** The rows inside a panel, with their bars cut at its edges. */
export function within(
	values: readonly Datum[],
	domain: Range | undefined,
): readonly Datum[] {
	if (domain === undefined) return values;
	const [from, to] = domain;
	return values
		.filter(({ x }) => Number(x) >= from && Number(x) <= to)
		.map((datum) => ({
			...datum,
			low: Math.max(from, Number(datum.low)),
			high: Math.min(to, Number(datum.high)),
		}));
}

/** Arrows at the edge for rows that lie beyond it. */
export function pointers(
	values: readonly Datum[],
	domain: Range | undefined,
	{ layout, samplers, x, y }: Frame,
): Spec[] {
	if (domain === undefined) return [];
	const [low, high] = domain;
	const beyond = values.flatMap((datum): Datum[] => {
		const at = Number(datum.x);
		if (at >= low && at <= high) return [];
		const [edge, arrow] = at < low ? [low, "◂"] : [high, "▸"];
		return [{ ...datum, x: edge, value: at, arrow }];
	});
	if (beyond.length === 0) return [];
	return [
		{
			data: { values: beyond },
			mark: { ...silent, type: "text", fontSize: layout.fontSize * 1.2 },
			encoding: {
				x,
				y,
				text: { field: "arrow", type: "nominal" },
				color: colorOf(samplers),
				opacity: fading(1),
			},
		},
	];
}
