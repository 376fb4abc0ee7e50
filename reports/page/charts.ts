/**
 * Live charts that replace the static pictures when they come into view. Expressions are
 * interpreted, not compiled, because the page's policy forbids eval.
 */
import { loader, parse, type Spec, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { filled } from "../draw/templates.js";
import type { PageCharts } from "../html/page-charts.js";
import { tipText } from "./point-text";
import { hideTip, showTip } from "./tip";

const views = new Map<HTMLElement, View>();
/** The emphasised sampler of each target. */
const focus = new Map<string, string>();

export function adoptCharts(
	{ pool, charts }: PageCharts,
	templates: readonly unknown[],
): void {
	const byId = new Map(charts.map((chart) => [chart.id, chart]));
	const specOf = (id: string): Spec | undefined => {
		const chart = byId.get(id);
		return (
			chart &&
			(filled(templates[chart.template], {
				places: chart.places.map((place) => pool[place]),
				numbers: chart.numbers,
			}) as Spec)
		);
	};
	const observer = new IntersectionObserver(
		(entries) => {
			for (const entry of entries) {
				const place = entry.target as HTMLElement;
				if (!entry.isIntersecting) continue;
				const spec = specOf(place.id);
				if (spec === undefined) continue;
				observer.unobserve(place);
				void draw(place, spec);
			}
		},
		{ rootMargin: "300px" },
	);
	for (const { id } of charts) {
		const place = document.getElementById(id);
		if (place) observer.observe(place);
	}
	let pending = 0;
	addEventListener("resize", () => {
		clearTimeout(pending);
		pending = window.setTimeout(fitAll, 120);
	});
	emphasise();
}

async function draw(place: HTMLElement, spec: Spec): Promise<void> {
	const refusing = loader();
	refusing.load = (uri: string) => Promise.reject(new Error(`refused: ${uri}`));
	const holder = document.createElement("div");
	const view = new View(parse(spec, undefined, { ast: true }), {
		expr: expressionInterpreter,
		loader: refusing,
		renderer: "svg",
		container: holder,
		hover: true,
		tooltip: (_, event, item, value) => {
			if (value === undefined || value === null || value === "") hideTip();
			else showTip(tipText(String(value), event, item), event);
		},
	} as ConstructorParameters<typeof View>[1]);
	const chosen = focus.get(targetOf(place));
	if (chosen !== undefined) view.signal("focus", chosen);
	await resized(view, widthOf(place, view.width()));
	unname(holder);
	place.replaceChildren(holder);
	place.dataset.live = "true";
	views.set(place, view);
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
	for (const [place, view] of views) {
		const width = widthOf(place, view.width());
		if (Math.abs(width - view.width()) > 1)
			void resized(view, width).then(() => unname(place));
	}
}

function targetOf(place: HTMLElement): string {
	return place.closest("section")?.id ?? "";
}

/** Names in the key become switches. A switch fades the other samplers in all charts of a target. */
function emphasise(): void {
	for (const item of document.querySelectorAll<HTMLElement>("[data-sampler]")) {
		const button = document.createElement("button");
		button.type = "button";
		button.setAttribute("aria-pressed", "false");
		button.append(...item.childNodes);
		item.append(button);
		button.addEventListener("click", () => {
			const section = item.closest("section");
			const pressed = button.getAttribute("aria-pressed") === "true";
			for (const other of section?.querySelectorAll(".samplers button") ?? [])
				other.setAttribute("aria-pressed", "false");
			button.setAttribute("aria-pressed", String(!pressed));
			const target = section?.id ?? "";
			if (pressed) focus.delete(target);
			else focus.set(target, item.dataset.sampler ?? "");
			for (const [place, view] of views)
				if (targetOf(place) === target)
					void view
						.signal("focus", focus.get(target) ?? null)
						.runAsync()
						.then(() => unname(place));
		});
	}
}
