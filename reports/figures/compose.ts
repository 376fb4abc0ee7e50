/** Puts panels and the key on pages. */
import type { ChartContent, Layout } from "../charts/chart.js";
import { fitText } from "../draw/fonts.js";
import { ink } from "../draw/palette.js";
import { compileSpec, renderSvg } from "../draw/vega.js";
import { escapeHtml } from "../text/escape.js";
import { legend } from "./legend.js";
import type { PageSize } from "./page-sizes.js";
import type { Picture } from "./picture.js";
import { number, text } from "./svg.js";

/**
 * One picture or several: panels that would extend below the page continue on another page. A
 * single panel that is too high stays as it is.
 */
export async function compose(
	content: ChartContent,
	page: PageSize,
	layout: Layout,
	unitsPerPoint: number,
): Promise<Picture[]> {
	const { fontSize } = layout;
	const width = page.width * unitsPerPoint;
	const bottom = page.height * unitsPerPoint;
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
	const heading = titled ? fontSize * 1.5 : 0;
	const pictures: Picture[] = [];
	let parts = [key.svg];
	let top = key.height;
	const finish = (): void => {
		pictures.push(pictureOf(content, width, top, parts, unitsPerPoint));
		parts = [key.svg];
		top = key.height;
	};
	for (let at = 0; at < content.panels.length; at += columns) {
		const row = content.panels.slice(at, at + columns);
		const tallest = Math.max(...row.map((panel) => panel.height));
		if (parts.length > 1) {
			if (top + gap * 0.7 + heading + tallest > bottom) finish();
			else top += gap * 0.7;
		}
		for (const [index, panel] of row.entries()) {
			const x = left + index * (layout.width + gap);
			if (titled) {
				const letter = `(${String.fromCharCode(97 + ((at + index) % 26))})`;
				const title = fitText(
					panel.title === undefined ? letter : `${letter} ${panel.title}`,
					layout.width,
					fontSize,
					layout,
				);
				parts.push(text(title, x, top + fontSize, fontSize));
			}
			const svg = await renderSvg(compileSpec(panel.spec));
			parts.push(
				`<g transform="translate(${number(x)},${number(top + heading)})">${inner(svg, at + index)}</g>`,
			);
		}
		top += tallest + heading;
	}
	finish();
	return pictures;
}

function pictureOf(
	{ description }: ChartContent,
	width: number,
	bottom: number,
	parts: readonly string[],
	unitsPerPoint: number,
): Picture {
	const height = Math.ceil(bottom);
	const points = (units: number) => number(units / unitsPerPoint);
	return {
		width: width / unitsPerPoint,
		height: height / unitsPerPoint,
		svg: `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${points(width)}pt" height="${points(height)}pt" viewBox="0 0 ${number(width)} ${height}" role="img" aria-label="${escapeHtml(description)}"><rect width="${number(width)}" height="${height}" fill="${ink.paper}"/>${parts.join("")}</svg>\n`,
	};
}

/** The contents of a picture by Vega, with unique ids. */
function inner(svg: string, index: number): string {
	return svg
		.replace(/^[\s\S]*?<svg[^>]*>/, "")
		.replace(/<\/svg>\s*$/, "")
		.replace(/ (aria-[a-z]+|role|class|pointer-events)="[^"]*"/g, "")
		.replace(/(id="|url\(#)(clip|gradient)/g, `$1p${index}-$2`);
}
