/**
 * DejaVu Sans, which has the Greek and the mathematics that the charts need: widths of text for
 * the layout of charts, outlines for SVG, the file for PDF and PNG.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as fontkit from "fontkit";

const require = createRequire(import.meta.url);
const folder = join(
	dirname(require.resolve("dejavu-fonts-ttf/package.json")),
	"ttf",
);

/** Family name for charts. */
export const fontFamily = "DejaVu Sans";

export const fontFiles = {
	normal: join(folder, "DejaVuSans.ttf"),
	bold: join(folder, "DejaVuSans-Bold.ttf"),
} as const;

export type Weight = keyof typeof fontFiles;

const open = new Map<Weight, fontkit.Font>();

export function font(weight: Weight): fontkit.Font {
	const known = open.get(weight);
	if (known !== undefined) return known;
	const opened = fontkit.openSync(fontFiles[weight]);
	if (!("unitsPerEm" in opened))
		throw new Error(`${fontFiles[weight]} is a collection, not a font`);
	open.set(weight, opened);
	return opened;
}

const widths = new Map<string, number>();

/** Width of a line of text at the given size, in the unit of the size. */
export function textWidth(
	text: string,
	size: number,
	weight: Weight = "normal",
): number {
	const key = `${weight} ${text}`;
	let width = widths.get(key);
	if (width === undefined) {
		const face = font(weight);
		// What the font lacks, such as CJK or emoji, comes from another font and is about as wide as high.
		width = 0;
		for (const glyph of face.layout(text).glyphs)
			width += glyph.id === 0 ? 1 : glyph.advanceWidth / face.unitsPerEm;
		widths.set(key, width);
	}
	return width * size;
}

/** The text itself, or as much of it as fits with an ellipsis. */
export function fitText(
	text: string,
	limit: number,
	size: number,
	weight: Weight = "normal",
): string {
	if (!(limit > 0) || textWidth(text, size, weight) <= limit) return text;
	const characters = [...text];
	let [low, high] = [0, characters.length];
	while (low < high) {
		const middle = Math.ceil((low + high) / 2);
		const candidate = `${characters.slice(0, middle).join("")}…`;
		if (textWidth(candidate, size, weight) <= limit) low = middle;
		else high = middle - 1;
	}
	return `${characters.slice(0, low).join("")}…`;
}
