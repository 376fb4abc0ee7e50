/**
 * The key of a figure. Vega's own legends are clipped at column width. So the key is a strip of its
 * own above the panels, broken into lines by the real widths of its words.
 */
import { element } from "../../core/elements.js";
import type { Layout, LegendItem } from "../charts/chart.js";
import { fitText, textWidth } from "../draw/fonts.js";
import { symbolPath } from "../text/symbols.js";
import { number, text } from "./svg.js";

/** The key, in lines as wide as the page. */
export function legend(
	items: readonly LegendItem[],
	width: number,
	layout: Layout,
): { svg: string; height: number } {
	if (items.length === 0) return { svg: "", height: 0 };
	const { fontSize } = layout;
	const symbol = fontSize * 2;
	const space = fontSize * 1.4;
	// Pictures have the same margin.
	const edge = fontSize / 3;
	const lines: { x: number; label: string; item: LegendItem }[][] = [[]];
	let x = edge;
	for (const item of items) {
		const label = fitText(
			item.label,
			width - symbol - fontSize - edge,
			fontSize,
			layout,
		);
		const size = symbol + fontSize * 0.4 + textWidth(label, fontSize, layout);
		if (x > edge && x + size > width) {
			lines.push([]);
			x = edge;
		}
		element(lines, lines.length - 1).push({ x, label, item });
		x += size + space;
	}
	const step = fontSize * 1.5;
	const svg = lines
		.flatMap((line, i) =>
			line.map(({ x, label, item }) => {
				const y = step * (i + 0.5);
				return (
					mark(item, x, y, symbol, fontSize) +
					text(
						label,
						x + symbol + fontSize * 0.4,
						y + fontSize * 0.35,
						fontSize,
					)
				);
			}),
		)
		.join("");
	return { svg, height: step * lines.length + fontSize * 0.3 };
}

/** A symbol on a piece of its line. */
function mark(
	item: LegendItem,
	x: number,
	y: number,
	width: number,
	fontSize: number,
): string {
	const line =
		item.dash === undefined
			? ""
			: `<line x1="${number(x)}" x2="${number(x + width)}" y1="${number(y)}" y2="${number(y)}" stroke="${item.color}" stroke-width="${number(fontSize / 8)}"${item.dash.length > 0 ? ` stroke-dasharray="${item.dash.map((length) => number((length * fontSize) / 12)).join(" ")}"` : ""}/>`;
	const symbol =
		item.shape === undefined
			? ""
			: `<path transform="translate(${number(x + width / 2)},${number(y)}) scale(${number(fontSize * 0.36)})" d="${symbolPath(item.shape)}" fill="${item.color}"/>`;
	return line + symbol;
}
