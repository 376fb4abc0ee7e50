/**
 * Names in letters that the font of the figures has. A character that it lacks, such as an emoji or
 * a Chinese one, is named by its code point, as in LaTeX tables. An empty box would say nothing,
 * and another font would look different on every machine.
 */

import { hasGlyph } from "../draw/fonts.js";
import { printable } from "../text/escape.js";

/** "漢 flow" becomes "[U+6F22] flow". Marks that only change the look of such a character are dropped with it. */
export function settable(text: string): string {
	return [...printable(text)]
		.map((char) => {
			const code = char.codePointAt(0) ?? 0;
			if (isModifier(code)) return "";
			return hasGlyph(code)
				? char
				: `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
		})
		.join("");
}

/** Joiners of emoji, variation selectors and tags. */
function isModifier(code: number): boolean {
	return (
		code === 0x200d ||
		(code >= 0xfe00 && code <= 0xfe0f) ||
		(code >= 0xe0000 && code <= 0xe0fff)
	);
}
