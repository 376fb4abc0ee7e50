/**
 * What a reader chose on the page, as the fragment of its address, so that a link shows the same.
 *
 *   #target-2&samplers=hmc,realnvp&only&observables=φ²&sort=5,high&efficiency=y.linear,axis.evaluations
 *
 * Every part is optional. Parts that say nothing known are ignored, since people edit addresses.
 */

export type ScaleType = "linear" | "log";
export type Range = readonly [number, number];

/** What was chosen for one chart. */
export interface ChartChoice {
	/** Name of another horizontal axis. */
	readonly axis?: string;
	readonly x?: ScaleType;
	readonly y?: ScaleType;
	/** Visible ranges by number of the panel, from 1. */
	readonly zoom?: Readonly<Record<number, PanelRange>>;
}

export interface PanelRange {
	readonly x?: Range;
	readonly y?: Range;
}

export interface Choices {
	/** Id of the visible section. */
	readonly target?: string;
	/** Labels of chosen samplers. Empty: all. */
	readonly samplers: readonly string[];
	/** Whether samplers that are not chosen are hidden, and not only faded. */
	readonly only: boolean;
	/** Titles of the visible panels of observables. Empty: all. */
	readonly observables: readonly string[];
	/** Column of the ranking, and its direction. */
	readonly sort?: { readonly column: number; readonly ascending: boolean };
	/** By name of the chart. */
	readonly charts: Readonly<Record<string, ChartChoice>>;
}

export const noChoices: Choices = {
	samplers: [],
	only: false,
	observables: [],
	charts: {},
};

const reserved = new Set(["samplers", "observables", "sort", "only"]);

/** Without the `#`. Empty where nothing was chosen. */
export function fragmentOf(choices: Choices): string {
	const { target, samplers, only, observables, sort, charts } = choices;
	const parts: string[] = target === undefined ? [] : [target];
	if (samplers.length > 0) parts.push(`samplers=${listText(samplers)}`);
	if (only) parts.push("only");
	if (observables.length > 0)
		parts.push(`observables=${listText(observables)}`);
	if (sort !== undefined)
		parts.push(`sort=${sort.column},${sort.ascending ? "low" : "high"}`);
	for (const [name, choice] of Object.entries(charts)) {
		const words = chartWords(choice);
		if (words.length > 0) parts.push(`${name}=${words.join(",")}`);
	}
	return parts.join("&");
}

function listText(items: readonly string[]): string {
	return items.map(encodeURIComponent).join(",");
}

function chartWords({ axis, x, y, zoom = {} }: ChartChoice): string[] {
	return [
		...(axis === undefined ? [] : [`axis.${axis}`]),
		...(x === undefined ? [] : [`x.${x}`]),
		...(y === undefined ? [] : [`y.${y}`]),
		...Object.entries(zoom).flatMap(([panel, range]) =>
			(["x", "y"] as const).flatMap((channel) => {
				const ends = range[channel];
				return ends === undefined
					? []
					: [`${channel}${panel}:${ends.map(shortNumber).join(":")}`];
			}),
		),
	];
}

function shortNumber(value: number): string {
	return String(Number(value.toPrecision(6)));
}

/** @param text with or without the `#` */
export function choicesOf(text: string): Choices {
	let choices = noChoices;
	for (const part of text.replace(/^#/, "").split("&")) {
		const at = part.indexOf("=");
		const [name, value] =
			at < 0 ? [part, undefined] : [part.slice(0, at), part.slice(at + 1)];
		if (name === "only") choices = { ...choices, only: true };
		else if (value === undefined) {
			if (name !== "") choices = { ...choices, target: decoded(name) };
		} else if (name === "samplers" || name === "observables")
			choices = {
				...choices,
				[name]: value.split(",").filter(Boolean).map(decoded),
			};
		else if (name === "sort") choices = { ...choices, ...sortOf(value) };
		else if (/^[a-z][a-z-]*$/.test(name) && !reserved.has(name))
			choices = {
				...choices,
				charts: { ...choices.charts, [name]: chartOf(value) },
			};
	}
	return choices;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function sortOf(value: string): Pick<Choices, "sort"> {
	const [column = "", direction] = value.split(",");
	return /^\d+$/.test(column)
		? { sort: { column: Number(column), ascending: direction !== "high" } }
		: {};
}

function chartOf(value: string): ChartChoice {
	let choice: ChartChoice = {};
	for (const word of value.split(",")) {
		const [, name = "", own = ""] = /^(axis|x|y)\.([a-z]+)$/.exec(word) ?? [];
		if (name === "axis") choice = { ...choice, axis: own };
		else if (own === "linear" || own === "log")
			choice = { ...choice, [name]: own };
		const zoomed = /^([xy])(\d+):([^:]+):([^:]+)$/.exec(word);
		if (zoomed === null) continue;
		const [, channel = "", panel = "", ...ends] = zoomed;
		const [low = Number.NaN, high = Number.NaN] = ends.map(Number);
		if (!(Number.isFinite(low) && Number.isFinite(high) && low < high))
			continue;
		const place = Number(panel);
		const range = { ...choice.zoom?.[place], [channel]: [low, high] };
		choice = { ...choice, zoom: { ...choice.zoom, [place]: range } };
	}
	return choice;
}
