/** The parts of a compiled Vega specification that the page changes. The rest is passed on as it is. */
import type { Mark } from "./drawn-table.js";
import type { Range } from "./fragment.js";

export type Channel = "x" | "y";

export interface Scale {
	readonly name: string;
	readonly type: string;
	readonly domain?: unknown;
	readonly [more: string]: unknown;
}

export interface Axis {
	readonly scale: string;
	readonly title?: unknown;
	readonly encode?: Readonly<Record<string, unknown>>;
	readonly [more: string]: unknown;
}

export interface Source {
	readonly values?: readonly Mark[];
	readonly [more: string]: unknown;
}

export interface DrawnSpec {
	readonly data?: readonly Source[];
	readonly scales?: readonly Scale[];
	readonly axes?: readonly Axis[];
	readonly marks?: readonly unknown[];
	readonly height?: number;
	readonly [more: string]: unknown;
}

export function scaleOf(
	{ scales = [] }: DrawnSpec,
	channel: Channel,
): Scale | undefined {
	return scales.find(({ name }) => name === channel);
}

/** Whether a scale is one of numbers, which can be stretched and bent. */
export function isNumeric(scale: Scale | undefined): boolean {
	return scale?.type === "linear" || scale?.type === "log";
}

/** All rows of data, with those that stand for the frame of the axes left out. */
export function marksOf({ data = [] }: DrawnSpec): Mark[] {
	return data.flatMap(({ values = [] }) =>
		values.filter((mark) => !("zero" in mark)),
	);
}

export function titleOf(
	{ axes = [] }: DrawnSpec,
	channel: Channel,
): string | undefined {
	const titles = axes.flatMap(({ scale, title }) =>
		scale === channel && typeof title === "string" ? [title] : [],
	);
	return titles[0];
}

/** Names of the fields that the marks place on a scale. */
export function fieldsOn(
	{ marks = [] }: DrawnSpec,
	channel: Channel,
): string[] {
	const fields = new Set<string>();
	const visit = (value: unknown): void => {
		if (value === null || typeof value !== "object") return;
		const { scale, field } = value as { scale?: unknown; field?: unknown };
		if (scale === channel && typeof field === "string") fields.add(field);
		for (const inner of Object.values(value)) visit(inner);
	};
	visit(marks);
	return [...fields];
}

/** Lowest and highest of the finite numbers in some fields. */
export function extentOf(
	marks: readonly Mark[],
	fields: readonly string[],
): Range | undefined {
	let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const mark of marks)
		for (const field of fields) {
			const value = mark[field];
			if (typeof value !== "number" || !Number.isFinite(value)) continue;
			if (value < low) low = value;
			if (value > high) high = value;
		}
	return low <= high ? [low, high] : undefined;
}
