/** The text of a tooltip: the words of a mark and, on a line, the numbers at the nearest point. */
import { formatCount, formatNumber } from "../text/format.js";

/** The properties of a mark in the scene graph that tooltips need. */
interface Item {
	readonly x?: number;
	readonly datum?: {
		readonly x?: unknown;
		readonly y?: unknown;
		/** "ρ({x}) = {y}", in the first row of a line. */
		readonly point?: unknown;
	};
	readonly mark?: {
		readonly marktype?: string;
		readonly items?: readonly Item[];
	};
}

export function tipText(text: string, event: MouseEvent, mark: Item): string {
	const items = mark.mark?.marktype === "line" ? mark.mark.items : undefined;
	const form = items?.[0]?.datum?.point;
	if (items === undefined || typeof form !== "string" || form === "")
		return text;
	const at = positionOf(event);
	if (at === undefined) return text;
	const distance = (item: Item) => Math.abs((item.x ?? 0) - at);
	const { datum } = items.reduce((best, item) =>
		distance(item) < distance(best) ? item : best,
	);
	return `${text}\n${form.replace(/\{([xy])\}/g, (_, name: "x" | "y") =>
		numberText(Number(datum?.[name])),
	)}`;
}

function numberText(value: number): string {
	return Number.isInteger(value) ? formatCount(value) : formatNumber(value, 4);
}

/** Position of the pointer, in the coordinates of the mark under it. */
function positionOf(event: MouseEvent): number | undefined {
	const { target } = event;
	if (!(target instanceof SVGGraphicsElement)) return undefined;
	const matrix = target.getScreenCTM()?.inverse();
	return (
		matrix &&
		new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix).x
	);
}
