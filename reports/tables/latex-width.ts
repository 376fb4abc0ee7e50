/**
 * Widths of LaTeX's words, so that a table can be broken before it runs off its page. The letters
 * are those of cmr10 (its .tfm file, thousandths of an em). Other fonts of journals are narrower:
 * Times by a tenth.
 */
import { escapeLatex } from "../text/escape.js";

/** The characters from space to tilde. `<`, `>`, `_` and `|` as text sets them in mathematics. */
const letters: readonly number[] = [
	278, 278, 500, 833, 500, 833, 778, 278, 389, 389, 500, 778, 278, 333, 278,
	500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 778, 778,
	778, 472, 778, 750, 708, 722, 764, 681, 653, 785, 750, 361, 514, 778, 625,
	917, 750, 778, 681, 778, 736, 556, 722, 750, 750, 1028, 750, 750, 611, 278,
	500, 278, 500, 400, 278, 500, 556, 444, 556, 444, 306, 500, 556, 278, 306,
	528, 278, 833, 556, 500, 556, 528, 392, 394, 389, 556, 528, 722, 528, 528,
	444, 500, 300, 500, 500,
];

/** Greek letters, signs and accented letters are at most this wide, in ems. */
const widest = 1;

/** Upper bound of the width of a line of text in ems of its size. */
export function latexWidth(text: string): number {
	let width = 0;
	for (const char of text) {
		const known = letters[(char.codePointAt(0) ?? 0) - 32];
		width += known === undefined ? otherWidth(char) : known / 1000;
	}
	return width;
}

function otherWidth(char: string): number {
	// A character that LaTeX cannot set is named by its code point.
	const named = escapeLatex(char).replace(/[{}]/g, "");
	return named.startsWith("[U+") ? latexWidth(named) : widest;
}

/**
 * Lines no wider than `limit`, broken at spaces and after hyphens. A word that is wider is cut, and
 * the words alone come from a limit of 0.
 */
export function latexLines(text: string, limit: number): string[] {
	const lines: string[] = [];
	let line = "";
	for (const word of text.split(/(?<=[ \u00a0\u202f-])/)) {
		if (latexWidth((line + word).trim()) <= limit) {
			line += word;
			continue;
		}
		if (line !== "") lines.push(line.trim());
		line = "";
		for (const char of word) {
			if (limit > 0 && line !== "" && latexWidth(line + char) > limit) {
				lines.push(line.trim());
				line = "";
			}
			line += char;
		}
	}
	return line === "" && lines.length > 0 ? lines : [...lines, line.trim()];
}

export function widestOf(lines: readonly string[]): number {
	return Math.max(0, ...lines.map(latexWidth));
}
