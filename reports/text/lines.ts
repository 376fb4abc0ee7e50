/** Lines of a terminal: cuts and breaks text by the cells that it takes. */
import { cellsOf } from "./cells-of.js";
import { printable } from "./escape.js";

const segmenter = new Intl.Segmenter();

/** Cuts between characters as people see them. Counts cells of the terminal. */
export function truncate(text: string, width: number): string {
	if (cellsOf(text) <= width) return text;
	let kept = "";
	for (const { segment } of segmenter.segment(text)) {
		if (cellsOf(kept + segment) > width - 1) break;
		kept += segment;
	}
	return `${kept}…`;
}

/** Breaks at spaces. A word that is wider than the line is cut into pieces. */
export function wrap(text: string, width: number): string[] {
	const lines: string[] = [];
	let line = "";
	for (const word of printable(text).split(" ")) {
		const joined = line === "" ? word : `${line} ${word}`;
		if (cellsOf(joined) <= width) {
			line = joined;
			continue;
		}
		if (line !== "") lines.push(line);
		line = "";
		for (const { segment } of segmenter.segment(word)) {
			if (cellsOf(line + segment) > width) {
				lines.push(line);
				line = "";
			}
			line += segment;
		}
	}
	if (line !== "") lines.push(line);
	return lines;
}
