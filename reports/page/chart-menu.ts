/** The menu of each chart: its axes, its panels, and its files. It is filled when it is opened. */
import { canBe } from "../interaction/edit-spec.js";
import type { ChartChoice, ScaleType } from "../interaction/fragment.js";
import {
	type DrawnSpec,
	isNumeric,
	scaleOf,
} from "../interaction/spec-parts.js";
import { originalSpec, type Plot, plotAt } from "./charts";
import { button, labelled, part, selection } from "./controls";
import { type Format, saveChart } from "./save-chart";
import { choices, choose, follow } from "./store";
import { type Move, moveAxes } from "./zooming";

export function addMenus(): void {
	for (const figure of document.querySelectorAll<HTMLElement>("[data-chart]")) {
		const menu = document.createElement("details");
		menu.className = "menu";
		const summary = document.createElement("summary");
		const name = figure.querySelector("h3")?.textContent ?? "";
		summary.textContent = "View, save";
		summary.setAttribute("aria-label", `View, save: ${name}`);
		menu.append(summary);
		menu.addEventListener("toggle", () => {
			if (menu.open) fill(menu, figure);
		});
		menu.addEventListener("keydown", (event) => {
			if (event.key !== "Escape") return;
			menu.open = false;
			summary.focus();
		});
		figure.querySelector("h3")?.after(menu);
	}
	document.addEventListener("click", ({ target }) => {
		for (const menu of document.querySelectorAll<HTMLDetailsElement>(
			".menu[open]",
		))
			if (!menu.contains(target as Node)) menu.open = false;
	});
	follow(({ observables }) => {
		for (const panel of document.querySelectorAll<HTMLElement>(
			"[data-observable]",
		))
			panel.hidden =
				observables.length > 0 &&
				!observables.includes(panel.dataset.observable ?? "");
	});
}

function fill(menu: HTMLElement, figure: HTMLElement): void {
	const body = document.createElement("div");
	const view = [axisChoice(figure), ...scaleChoices(figure)].filter(
		(control) => control !== undefined,
	);
	if (view.length > 0) body.append(part("Axes", view));
	if (hasNumbers(figure)) body.append(part("Zoom", zoomButtons(figure)));
	const panels = panelChoices(figure);
	if (panels.length > 0) body.append(part("Observables", panels));
	body.append(part("Save", saveButtons(figure)));
	menu.querySelector("div")?.remove();
	menu.append(body);
}

function plotsOf(figure: HTMLElement): Plot[] {
	return [...figure.querySelectorAll<HTMLElement>(".plot")].map(plotAt);
}

function hasNumbers(figure: HTMLElement): boolean {
	return plotsOf(figure).some((plot) => {
		const spec = originalSpec(plot);
		return spec !== undefined && isNumeric(scaleOf(spec, "x"));
	});
}

function change(figure: HTMLElement, own: ChartChoice): void {
	const { charts } = choices();
	const chart = figure.dataset.chart ?? "";
	// A part of one axis means nothing on another.
	const { zoom, ...before } = charts[chart] ?? {};
	choose({ charts: { ...charts, [chart]: { ...before, ...own } } });
}

function chosenIn(figure: HTMLElement): ChartChoice {
	return choices().charts[figure.dataset.chart ?? ""] ?? {};
}

interface AxisName {
	readonly name: string;
	readonly label: string;
}

function axisChoice(figure: HTMLElement): HTMLElement | undefined {
	const axes = JSON.parse(figure.dataset.axes ?? "[]") as AxisName[];
	const [first] = axes;
	if (first === undefined) return undefined;
	return selection(
		"horizontal axis in",
		axes.map(({ name, label }) => [name, label]),
		chosenIn(figure).axis ?? first.name,
		(axis) => {
			// The other axis may need another scale than the one that was chosen before.
			const { charts } = choices();
			const chart = figure.dataset.chart ?? "";
			const { zoom, x, axis: before, ...rest } = charts[chart] ?? {};
			choose({
				charts: {
					...charts,
					[chart]: axis === first.name ? rest : { ...rest, axis },
				},
			});
			const menu = figure.querySelector<HTMLDetailsElement>(".menu");
			if (menu !== null) {
				fill(menu, figure);
				menu.querySelector("select")?.focus();
			}
		},
	);
}

function scaleChoices(figure: HTMLElement): HTMLElement[] {
	const specs = plotsOf(figure).flatMap((plot): DrawnSpec[] => {
		const spec = originalSpec(plot);
		return spec === undefined ? [] : [spec];
	});
	return (["x", "y"] as const).flatMap((channel) => {
		const types = specs.flatMap((spec) => {
			const type = scaleOf(spec, channel)?.type;
			return type === "linear" || type === "log" ? [type] : [];
		});
		const [own] = types;
		const other: ScaleType = own === "log" ? "linear" : "log";
		if (own === undefined || !specs.some((spec) => canBe(spec, channel, other)))
			return [];
		return [
			selection(
				channel === "x" ? "horizontal scale" : "vertical scale",
				[
					["linear", "linear"],
					["log", "logarithmic"],
				],
				chosenIn(figure)[channel] ?? own,
				(type) => change(figure, { [channel]: type as ScaleType }),
			),
		];
	});
}

function zoomButtons(figure: HTMLElement): HTMLElement[] {
	const moves: readonly (readonly [Move, string, string])[] = [
		["in", "+", "Zoom in"],
		["out", "−", "Zoom out"],
		["left", "◂", "Move to the left"],
		["right", "▸", "Move to the right"],
		["whole", "Whole", "Show the whole axis"],
	];
	return moves.map(([move, text, name]) =>
		button(text, name, () => void moveAxes(figure, move)),
	);
}

function panelChoices(figure: HTMLElement): HTMLElement[] {
	const names = [
		...figure.querySelectorAll<HTMLElement>("[data-observable]"),
	].map((panel) => panel.dataset.observable ?? "");
	if (names.length < 2) return [];
	return names.map((name) => {
		const { observables } = choices();
		const box = document.createElement("input");
		box.type = "checkbox";
		box.checked = observables.length === 0 || observables.includes(name);
		box.addEventListener("change", () => {
			const before = choices().observables;
			const shown = before.length === 0 ? names : before;
			const next = box.checked
				? [...shown, name]
				: shown.filter((other) => other !== name);
			const all = names.every((other) => next.includes(other));
			choose({ observables: all ? [] : next });
		});
		return labelled(box, name);
	});
}

function saveButtons(figure: HTMLElement): HTMLElement[] {
	const formats: readonly Format[] = ["svg", "png", "csv"];
	return formats.map((format) =>
		button(format.toUpperCase(), `Save as ${format.toUpperCase()}`, () => {
			void saveChart(figure, format);
		}),
	);
}
