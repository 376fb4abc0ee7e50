/** Parts of axes: by buttons, and by a frame drawn with the pointer. A double click shows the whole again. */
import type { View } from "vega";
import type { PanelRange, Range } from "../interaction/fragment.js";
import { isNumeric, scaleOf } from "../interaction/spec-parts.js";
import { currentView, type Plot, plotAt, shownSpec } from "./charts";
import { choices, choose } from "./store";

/** The functions of a scale that zooming needs. */
interface Scale {
	domain(): readonly number[];
	invert(at: number): number;
}

export type Move = "in" | "out" | "left" | "right" | "whole";

/** Moves or stretches the axes of numbers of all panels of a figure. */
export async function moveAxes(figure: HTMLElement, move: Move): Promise<void> {
	const chart = figure.dataset.chart ?? "";
	if (move === "whole") {
		setZoom(chart, {});
		return;
	}
	const zoom: Record<number, PanelRange> = {};
	for (const place of figure.querySelectorAll<HTMLElement>(".plot")) {
		const plot = plotAt(place);
		const view = await currentView(place);
		if (view === undefined) continue;
		const range: { x?: Range; y?: Range } = {};
		for (const channel of numericAxes(plot)) {
			if ((move === "left" || move === "right") && channel === "y") continue;
			const [low = 0, high = 1] = domainOf(view, channel);
			const isLog = scaleOf(shownSpec(plot) ?? {}, channel)?.type === "log";
			range[channel] = moved([low, high], move, isLog);
		}
		zoom[plot.panel] = {
			...choices().charts[chart]?.zoom?.[plot.panel],
			...range,
		};
	}
	setZoom(chart, zoom);
}

function moved([low, high]: Range, move: Move, isLog: boolean): Range {
	const to = isLog ? Math.log10 : Number;
	const back = (value: number) => (isLog ? 10 ** value : value);
	const [a, b] = [to(low), to(high)];
	const width = b - a;
	const [by, shift] = {
		in: [-0.2, 0],
		out: [0.3333, 0],
		left: [0, -0.25],
		right: [0, 0.25],
		whole: [0, 0],
	}[move] as [number, number];
	return [
		back(a - by * width + shift * width),
		back(b + by * width + shift * width),
	];
}

function setZoom(
	chart: string,
	zoom: Readonly<Record<number, PanelRange>>,
): void {
	const { charts } = choices();
	const { zoom: before, ...rest } = charts[chart] ?? {};
	choose({ charts: { ...charts, [chart]: { ...rest, zoom } } });
}

function numericAxes(plot: Plot): ("x" | "y")[] {
	const spec = shownSpec(plot);
	return spec === undefined
		? []
		: (["x", "y"] as const).filter((name) => isNumeric(scaleOf(spec, name)));
}

function domainOf(view: View, channel: "x" | "y"): readonly number[] {
	return (view.scale(channel) as Scale).domain();
}

/** Lets the pointer draw a frame on every chart. */
export function zoomByPointer(): void {
	for (const place of document.querySelectorAll<HTMLElement>(".plot")) {
		place.addEventListener("pointerdown", (event) => {
			if (event.button === 0 && event.pointerType !== "touch")
				drawFrame(place, event);
		});
		place.addEventListener("dblclick", () => setZoom(plotAt(place).chart, {}));
	}
}

/** Shorter frames are slips of the hand. */
const shortest = 8;

function drawFrame(place: HTMLElement, start: PointerEvent): void {
	const axes = numericAxes(plotAt(place));
	if (axes.length === 0 || place.dataset.live !== "true") return;
	start.preventDefault();
	const frame = document.createElement("div");
	frame.className = "frame";
	const sides = (event: PointerEvent) => {
		const box = place.getBoundingClientRect();
		const side = (
			from: number,
			to: number,
			low: number,
			high: number,
			own: boolean,
		) => (own ? [Math.min(from, to), Math.max(from, to)] : [low, high]);
		const [left = 0, right = 0] = side(
			start.clientX,
			event.clientX,
			box.left,
			box.right,
			axes.includes("x"),
		);
		const [top = 0, bottom = 0] = side(
			start.clientY,
			event.clientY,
			box.top,
			box.bottom,
			axes.includes("y"),
		);
		return { left, right, top, bottom };
	};
	const show = (event: PointerEvent) => {
		const { left, right, top, bottom } = sides(event);
		if (!frame.isConnected) document.body.append(frame);
		Object.assign(frame.style, {
			left: `${left}px`,
			top: `${top}px`,
			width: `${right - left}px`,
			height: `${bottom - top}px`,
		});
	};
	const finish = (event: PointerEvent) => {
		stop();
		const { left, right, top, bottom } = sides(event);
		const long = Math.max(
			axes.includes("x") ? right - left : 0,
			axes.includes("y") ? bottom - top : 0,
		);
		if (long >= shortest) void zoomTo(place, { left, right, top, bottom });
	};
	const stop = () => {
		frame.remove();
		removeEventListener("pointermove", show);
		removeEventListener("pointerup", finish);
		removeEventListener("pointercancel", stop);
	};
	addEventListener("pointermove", show);
	addEventListener("pointerup", finish);
	addEventListener("pointercancel", stop);
}

interface Sides {
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
}

async function zoomTo(place: HTMLElement, sides: Sides): Promise<void> {
	const plot = plotAt(place);
	const view = await currentView(place);
	const picture = place.querySelector("svg")?.getBoundingClientRect();
	if (view === undefined || picture === undefined) return;
	const [left = 0, top = 0] = view.origin();
	const invert = (channel: "x" | "y", at: number) =>
		(view.scale(channel) as Scale).invert(at);
	const range: { x?: Range; y?: Range } = {};
	for (const channel of numericAxes(plot)) {
		const [from, to] =
			channel === "x" ? [sides.left, sides.right] : [sides.bottom, sides.top];
		if (Math.abs(to - from) < shortest) continue;
		const edge = channel === "x" ? picture.left + left : picture.top + top;
		const ends = [invert(channel, from - edge), invert(channel, to - edge)];
		range[channel] = [Math.min(...ends), Math.max(...ends)];
	}
	const zoom = choices().charts[plot.chart]?.zoom ?? {};
	setZoom(plot.chart, {
		...zoom,
		[plot.panel]: { ...zoom[plot.panel], ...range },
	});
}
