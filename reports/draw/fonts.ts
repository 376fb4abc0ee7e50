/**
 * DejaVu Sans, which has the Greek letters and the mathematical signs of the charts. This file
 * knows its files, and measures text for the layout of charts.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Advances, readAdvances } from "./advances.js";

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

const open = new Map<Weight, Advances>();

function advances(weight: Weight): Advances {
	const known =
		open.get(weight) ?? readAdvances(readFileSync(fontFiles[weight]));
	open.set(weight, known);
	return known;
}

/** Whether the font has a glyph for the character. */
export function hasGlyph(codePoint: number): boolean {
	return advances("normal").of(codePoint) !== undefined;
}

const widths = new Map<string, number>();

/**
 * Width of a line of text, in the unit of the given size. It is the sum over the letters. Ligatures
 * and joined letters are a little narrower.
 */
export function textWidth(
	text: string,
	size: number,
	weight: Weight = "normal",
): number {
	const key = `${weight} ${text}`;
	let width = widths.get(key);
	if (width === undefined) {
		const face = advances(weight);
		width = 0;
		for (const char of text) {
			// Characters that the font lacks, such as CJK or emoji, come from another font and are about
			// as wide as high.
			const advance = face.of(char.codePointAt(0) ?? 0) ?? face.unitsPerEm;
			width += advance / face.unitsPerEm;
		}
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
