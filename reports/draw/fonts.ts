/** Measures text for the layout of charts, in the font that it will be set in. */
import { families, familyNamed, type Weight } from "./families.js";
import { advancesOf, runsOf } from "./runs.js";

/** The usual family of charts, DejaVu Sans: it has the Greek letters and the mathematical signs. */
export const fontFamily = families.dejavu.family;

/** Whether figures can show the character. Every font falls back on DejaVu Sans in the end. */
export function hasGlyph(codePoint: number): boolean {
	return advancesOf(families.dejavu.files.normal).of(codePoint) !== undefined;
}

const widths = new Map<string, number>();

/** How text is set. */
export interface Style {
	/** Name of a family. */
	readonly font?: string;
	readonly weight?: Weight;
}

/**
 * Width of a line of text, in the unit of the given size. It is the sum over the letters. Ligatures
 * and joined letters are a little narrower.
 */
export function textWidth(
	text: string,
	size: number,
	{ font = fontFamily, weight = "normal" }: Style = {},
): number {
	const family = familyNamed(font);
	const key = `${family.family}|${weight}|${text}`;
	let width = widths.get(key);
	if (width === undefined) {
		width = 0;
		for (const run of runsOf(text, family, weight)) {
			const { of, unitsPerEm } = advancesOf(run.file);
			for (const char of run.text) {
				// Characters that no font has, such as CJK or emoji, are about as wide as high.
				const advance = of(char.codePointAt(0) ?? 0) ?? unitsPerEm;
				width += (run.scale * advance) / unitsPerEm;
			}
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
	style: Style = {},
): string {
	if (!(limit > 0) || textWidth(text, size, style) <= limit) return text;
	const characters = [...text];
	let [low, high] = [0, characters.length];
	while (low < high) {
		const middle = Math.ceil((low + high) / 2);
		const candidate = `${characters.slice(0, middle).join("")}…`;
		if (textWidth(candidate, size, style) <= limit) low = middle;
		else high = middle - 1;
	}
	return `${characters.slice(0, low).join("")}…`;
}
