/**
 * Live charts that replace the static pictures when they come into view, and follow what the reader
 * chooses. Expressions are interpreted, not compiled, because the page's policy forbids eval.
 */
import { loader, parse, type Spec, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { filled } from "../draw/templates.js";
import { type Edits, edited } from "../interaction/edit-spec.js";
import type { Choices } from "../interaction/fragment.js";
import type { PageChart, PageCharts } from "../interaction/page-data.js";
import { contentAt } from "../interaction/pool.js";
import type { DrawnSpec } from "../interaction/spec-parts.js";
import { tipText } from "./point-text";
import { choices, follow } from "./store";
import { hideTip, showTip } from "./tip";

/** The place of a panel: where it stands, and what it shows. */
export interface Plot {
	readonly place: HTMLElement;
	/** Name of the chart. */
	readonly chart: string;
	/** Number of the panel, from 1. */
	readonly panel: number;
}

interface Live {
	readonly plot: Plot;
	view: View | undefined;
	/** What it shows, as text. */
	shows: string;
	near: boolean;
}

let page: PageCharts = {
	pool: { contents: [], columns: [] },
	charts: [],
	samplers: {},
	names: {},
};
let compiled: readonly unknown[] = [];
let entries = new Map<string, PageChart>();
const live = new Map<Element, Live>();

export function adoptCharts(
	charts: PageCharts,
	templates: readonly unknown[],
): void {
	page = charts;
	compiled = templates;
	entries = new Map(page.charts.map((chart) => [chart.id, chart]));
	const observer = new IntersectionObserver(
		(seen) => {
			for (const { target, isIntersecting } of seen) {
				const item = live.get(target);
				if (item === undefined) continue;
				item.near = isIntersecting;
				if (isIntersecting) void refreshed(item);
			}
		},
		{ rootMargin: "300px" },
	);
	for (const place of document.querySelectorAll<HTMLElement>(".plot")) {
		const plot = plotAt(place);
		live.set(place, { plot, view: undefined, shows: "", near: false });
		observer.observe(place);
	}
	let pending = 0;
	addEventListener("resize", () => {
		clearTimeout(pending);
		pending = window.setTimeout(fitAll, 120);
	});
	follow(() => {
		for (const item of live.values()) if (item.near) void refreshed(item);
	});
}

export function plotAt(place: HTMLElement): Plot {
	const chart = place.closest<HTMLElement>("[data-chart]")?.dataset.chart ?? "";
	return { place, chart, panel: Number(/\d+$/.exec(place.id)?.[0] ?? 1) };
}

/** Labels of samplers by their ids. */
export function samplerLabels(): PageCharts["samplers"] {
	return page.samplers;
}

/** What ids of rows and columns mean. */
export function namesIn(figure: string): Readonly<Record<string, string>> {
	return page.names[figure] ?? {};
}

/** The specification of a panel as compiled, with the axis that was chosen. */
export function originalSpec({ place, chart }: Plot): DrawnSpec | undefined {
	const { axis } = choices().charts[chart] ?? {};
	const entry =
		(axis === undefined ? undefined : entries.get(`${place.id}~${axis}`)) ??
		entries.get(place.id);
	return (
		entry &&
		(filled(
			compiled[entry.template],
			entry.places.map((at) => contentAt(page.pool, at)),
			entry.numbers,
		) as DrawnSpec)
	);
}

/** The same with all that the reader chose. */
export function shownSpec(plot: Plot): DrawnSpec | undefined {
	const spec = originalSpec(plot);
	return spec && edited(spec, editsOf(plot, choices()));
}

/** A view of what is chosen now. Undefined for a panel without a chart. */
export async function currentView(place: Element): Promise<View | undefined> {
	const item = live.get(place);
	if (item !== undefined) await refreshed(item);
	return item?.view;
}

/** Ids of the chosen samplers. Undefined where none is chosen. */
export function chosenIds({ samplers }: Choices): string[] | undefined {
	const ids = Object.entries(page.samplers).flatMap(([id, label]) =>
		samplers.includes(label) ? [id] : [],
	);
	return ids.length === 0 ? undefined : ids;
}

function editsOf({ chart, panel }: Plot, chosen: Choices): Edits {
	const { x, y, zoom = {} } = chosen.charts[chart] ?? {};
	const ids = chosen.only ? chosenIds(chosen) : undefined;
	return {
		shown: ids === undefined ? undefined : new Set(ids),
		scales: {
			...(x === undefined ? {} : { x }),
			...(y === undefined ? {} : { y }),
		},
		ranges: zoom[panel] ?? {},
	};
}

/** Draws what is not yet shown. Fading alone needs no new picture. */
async function refreshed(item: Live): Promise<void> {
	const { plot } = item;
	const chosen = choices();
	const { axis, x, y, zoom } = chosen.charts[plot.chart] ?? {};
	const focus = chosenIds(chosen) ?? null;
	const shows = JSON.stringify([
		...[axis, x, y, zoom?.[plot.panel]],
		chosen.only ? focus : null,
	]);
	if (item.view !== undefined && item.shows === shows) {
		if (String(item.view.signal("focus")) === String(focus)) return;
		await item.view.signal("focus", focus).runAsync();
		unname(plot.place);
		return;
	}
	const spec = shownSpec(plot);
	if (spec === undefined) return;
	item.shows = shows;
	const holder = document.createElement("div");
	const view = viewOf(spec, holder);
	view.signal("focus", focus);
	await resized(view, widthOf(plot.place, view.width()));
	// The reader may have chosen something else meanwhile.
	if (item.shows !== shows) {
		view.finalize();
		return;
	}
	unname(holder);
	plot.place.replaceChildren(holder);
	plot.place.dataset.live = "true";
	item.view?.finalize();
	item.view = view;
}

function viewOf(spec: DrawnSpec, container: HTMLElement): View {
	const refusing = loader();
	refusing.load = (uri: string) => Promise.reject(new Error(`refused: ${uri}`));
	return new View(parse(spec as unknown as Spec, undefined, { ast: true }), {
		expr: expressionInterpreter,
		loader: refusing,
		renderer: "svg",
		container,
		hover: true,
		tooltip: (_, event, item, value) => {
			if (value === undefined || value === null || value === "") hideTip();
			else showTip(tipText(String(value), event, item), event);
		},
	} as ConstructorParameters<typeof View>[1]);
}

/** Labels may move when the picture shrinks to fit them. Then it runs again for their new places. */
async function resized(view: View, width: number): Promise<void> {
	await view.width(width).runAsync();
	await view.resize().runAsync();
}

/** Containers of marks have a role that requires a name. Their marks have names, so they need none. */
function unname(holder: Element): void {
	for (const mark of holder.querySelectorAll('[role="graphics-symbol"]'))
		if (!mark.hasAttribute("aria-label")) mark.removeAttribute("role");
}

function widthOf(place: HTMLElement, natural: number): number {
	const width = place.clientWidth;
	return width > 0 ? Math.max(240, Math.min(width, 720)) : natural;
}

function fitAll(): void {
	for (const { plot, view } of live.values()) {
		if (view === undefined) continue;
		const width = widthOf(plot.place, view.width());
		if (Math.abs(width - view.width()) > 1)
			void resized(view, width).then(() => unname(plot.place));
	}
}
