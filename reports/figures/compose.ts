/**
 * Panels and key put on one page. Vega's own legends clip at column width, so the key is a strip
 * of its own above the panels, broken into lines by the real widths of its words.
 */
import type { ChartContent, Layout, LegendItem } from "../charts/chart.js";
import { escapeHtml } from "../parts/escape.js";
import { fitText, textWidth } from "../parts/fonts.js";
import { ink } from "../parts/palette.js";
import { symbolPath } from "../parts/symbols.js";
import { compileSpec, renderSvg } from "../parts/vega.js";
import type { Picture } from "./picture.js";

export async function compose(
	content: ChartContent,
	width: number,
	layout: Layout,
	unitsPerPoint: number,
): Promise<Picture> {
	const { fontSize } = layout;
	const gap = fontSize * 1.5;
	const columns = Math.max(
		1,
		Math.min(
			content.panels.length,
			Math.floor((width + gap) / (layout.width + gap - 0.01)),
		),
	);
	const used = columns * layout.width + (columns - 1) * gap;
	const left = (width - used) / 2;
	const key = legend(content.legend, width, layout);
	const titled = content.panels.length > 1;
	const parts = [key.svg];
	let top = key.height;
	for (let at = 0; at < content.panels.length; at += columns) {
		const row = content.panels.slice(at, at + columns);
		for (const [index, panel] of row.entries()) {
			const x = left + index * (layout.width + gap);
			let y = top;
			if (titled) {
				const letter = `(${String.fromCharCode(97 + ((at + index) % 26))})`;
				const title = fitText(
					panel.title === undefined ? letter : `${letter} ${panel.title}`,
					layout.width,
					fontSize,
				);
				parts.push(text(title, x, y + fontSize, fontSize));
				y += fontSize * 1.5;
			}
			const svg = await renderSvg(compileSpec(panel.spec));
			parts.push(
				`<g transform="translate(${number(x)},${number(y)})">${inner(svg, at + index)}</g>`,
			);
		}
		const tallest = Math.max(...row.map((panel) => panel.height));
		top += tallest + (titled ? fontSize * 1.5 : 0);
		if (at + columns < content.panels.length) top += gap * 0.7;
	}
	const height = Math.ceil(top);
	const points = (units: number) => number(units / unitsPerPoint);
	return {
		width: width / unitsPerPoint,
		height: height / unitsPerPoint,
		svg: `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${points(width)}pt" height="${points(height)}pt" viewBox="0 0 ${number(width)} ${height}" role="img" aria-label="${escapeHtml(content.description)}"><rect width="${number(width)}" height="${height}" fill="${ink.paper}"/>${parts.join("")}</svg>\n`,
	};
}

/** The contents of a picture of Vega, with ids of its own. */
function inner(svg: string, index: number): string {
	return svg
		.replace(/^[\s\S]*?<svg[^>]*>/, "")
		.replace(/<\/svg>\s*$/, "")
		.replace(/ (aria-[a-z]+|role|class|pointer-events)="[^"]*"/g, "")
		.replace(/(id="|url\(#)(clip|gradient)/g, `$1p${index}-$2`);
}

function legend(
	items: readonly LegendItem[],
	width: number,
	layout: Layout,
): { svg: string; height: number } {
	if (items.length === 0) return { svg: "", height: 0 };
	const { fontSize } = layout;
	const symbol = fontSize * 2;
	const space = fontSize * 1.4;
	const lines: { x: number; label: string; item: LegendItem }[][] = [[]];
	let x = 0;
	for (const item of items) {
		const label = fitText(item.label, width - symbol - fontSize, fontSize);
		const size = symbol + fontSize * 0.4 + textWidth(label, fontSize);
		if (x > 0 && x + size > width) {
			lines.push([]);
			x = 0;
		}
		lines[lines.length - 1].push({ x, label, item });
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

/** Symbol on a piece of its line. */
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

function text(label: string, x: number, y: number, size: number): string {
	return `<text transform="translate(${number(x)},${number(y)})" font-size="${size}px" fill="${ink.text}">${escapeHtml(label)}</text>`;
}

function number(value: number): string {
	return String(Number(value.toFixed(3)));
}
