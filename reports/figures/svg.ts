/** Pieces of SVG for figures. */

import { ink } from "../draw/palette.js";
import { escapeHtml } from "../text/escape.js";

/** A line of text on its baseline. */
export function text(
	label: string,
	x: number,
	y: number,
	size: number,
): string {
	return `<text transform="translate(${number(x)},${number(y)})" font-size="${size}px" fill="${ink.text}">${escapeHtml(label)}</text>`;
}

/** Rounds to thousandths of a unit, which nobody can see. */
export function number(value: number): string {
	return String(Number(value.toFixed(3)));
}
