/** The panels of a chart and its key as one picture, in the colours of paper. */
import { ink } from "../draw/palette.js";
import { escapeHtml } from "../text/escape.js";

export interface Piece {
	readonly title: string;
	/** A picture by Vega. */
	readonly svg: string;
}

const fontSize = 12;
const gap = 16;
const mostWide = 760;

export function composed(
	pieces: readonly Piece[],
	figure: HTMLElement,
): { readonly svg: string; readonly width: number; readonly height: number } {
	const sized = pieces.map((piece) => ({ ...piece, ...sizeOf(piece.svg) }));
	const widest = Math.max(1, ...sized.map(({ width }) => width));
	const columns = Math.max(
		1,
		Math.min(sized.length, Math.floor((mostWide + gap) / (widest + gap))),
	);
	const width = columns * widest + (columns - 1) * gap;
	const key = keyOf(figure, width);
	const parts = [key.svg];
	let top = key.height;
	for (let at = 0; at < sized.length; at += columns) {
		const row = sized.slice(at, at + columns);
		const heading = row.some(({ title }) => title !== "") ? 1.6 * fontSize : 0;
		for (const [i, { title, svg }] of row.entries()) {
			const x = i * (widest + gap);
			if (title !== "") parts.push(words(title, x, top + fontSize));
			parts.push(
				svg.replace(/^[\s\S]*?<svg /, `<svg x="${x}" y="${top + heading}" `),
			);
		}
		top += heading + Math.max(...row.map(({ height }) => height)) + gap;
	}
	const height = Math.ceil(top - gap);
	const label = figure.querySelector("h3")?.textContent ?? "";
	return {
		width,
		height,
		svg: `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}"><rect width="${width}" height="${height}" fill="${ink.paper}"/>${parts.join("")}</svg>\n`,
	};
}

function sizeOf(svg: string): { width: number; height: number } {
	const read = (name: string) =>
		Number(new RegExp(`^[^>]*? ${name}="([\\d.]+)"`).exec(svg)?.[1] ?? 0);
	return { width: read("width"), height: read("height") };
}

function words(text: string, x: number, y: number): string {
	return `<text x="${x}" y="${y}" font-family="sans-serif" font-size="${fontSize}" fill="${ink.text}">${escapeHtml(text)}</text>`;
}

/** The key of the chart, or that of its target where the chart has none of its own. */
function keyOf(
	figure: HTMLElement,
	width: number,
): { readonly svg: string; readonly height: number } {
	const list =
		figure.querySelector(".key") ??
		(figure.dataset.key === "samplers"
			? figure.closest("section")?.querySelector(".samplers")
			: undefined);
	const items = [...(list?.querySelectorAll<HTMLElement>("li") ?? [])].filter(
		(item) => item.querySelector(".swatch") !== null,
	);
	if (items.length === 0) return { svg: "", height: 0 };
	const pen = document.createElement("canvas").getContext("2d");
	if (pen !== null) pen.font = `${fontSize}px sans-serif`;
	let [x, y] = [0, 0];
	const parts = items.map((item) => {
		const text = item.textContent ?? "";
		const swatch = item.querySelector(".swatch");
		const wide = swatch?.classList.contains("line") ? 2 : 1;
		const room = fontSize * (wide + 0.5);
		const length = room + (pen?.measureText(text).width ?? 0);
		if (x > 0 && x + length > width) [x, y] = [0, y + 1.6 * fontSize];
		const drawn = `<svg x="${x}" y="${y}" width="${wide * fontSize}" height="${fontSize}" viewBox="${swatch?.getAttribute("viewBox") ?? ""}">${swatch?.innerHTML ?? ""}</svg>${words(text, x + room, y + 0.9 * fontSize)}`;
		x += length + 1.5 * fontSize;
		return drawn;
	});
	return { svg: parts.join(""), height: y + 2 * fontSize };
}
