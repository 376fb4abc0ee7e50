/** Number of terminal cells that a text takes. */
import stringWidth from "string-width";

/**
 * Characters of one cell each: Latin, Greek and its letters with accents, dashes and thin spaces,
 * superscripts, arithmetic, and the blocks of bars. No combining character and no emoji is among
 * them.
 */
const plain =
	/^[ -~\u00b0-\u00b7\u00c0-\u024f\u0391-\u03a1\u03a3-\u03c9\u2010-\u2015\u2026\u202f\u2070\u2074-\u2079\u207b\u2080-\u2089\u2211\u2212\u2248\u2260\u2264\u2265\u2581-\u258f\u27e8\u27e9]*$/;

export function cellsOf(text: string): number {
	return plain.test(text) ? text.length : stringWidth(text);
}
