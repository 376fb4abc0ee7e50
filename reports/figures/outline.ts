/**
 * Text as outlines of its font, so that a figure looks the same on every machine. An SVG with text
 * would need the reader to have the font. The words stay as labels for screen readers.
 */

import * as fontkit from "fontkit";
import { element } from "../../core/elements.js";
import type { Family, Weight } from "../draw/families.js";
import { runsOf } from "../draw/runs.js";
import { escapeHtml } from "../text/escape.js";
import { attributesOf, replacedText } from "./svg-text.js";

const open = new Map<string, fontkit.Font>();

function font(file: string): fontkit.Font {
	const known = open.get(file);
	if (known !== undefined) return known;
	const opened = fontkit.openSync(file);
	if (!("unitsPerEm" in opened))
		throw new Error(`${file} is a collection, not a font`);
	open.set(file, opened);
	return opened;
}

/** Replaces every text element of a picture by Vega, or by compose.ts, by paths. */
export function outlined(svg: string, family: Family): string {
	return replacedText(svg, (attributes, text) =>
		glyphs(attributesOf(attributes), text, family),
	);
}

/** Replaces only text that runs from right to left. PDF would set it in the direction of all other text. */
export function outlinedRightToLeft(svg: string, family: Family): string {
	return replacedText(svg, (attributes, text, element) =>
		directionsOf(text).length > 1 || isRightToLeft(text)
			? glyphs(attributesOf(attributes), text, family)
			: element,
	);
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
/** From one such letter to the last one that only spaces and marks separate from it. */
const rightToLeftRun = new RegExp(
	`(${rightToLeft.source}(?:[^A-Za-z0-9\u00c0-\u058f]*${rightToLeft.source})*)`,
);

function isRightToLeft(text: string): boolean {
	return rightToLeft.test(text);
}

/** Pieces of text with one direction each, as they stand from left to right. */
function directionsOf(text: string): string[] {
	return text.split(rightToLeftRun).filter((run) => run !== "");
}

function glyphs(
	attributes: Map<string, string>,
	text: string,
	family: Family,
): string {
	// Labels that would overlap others are in the picture, but not to be seen.
	if (text.trim() === "" || attributes.get("opacity") === "0") return "";
	const size = Number.parseFloat(attributes.get("font-size") ?? "11");
	const weight: Weight =
		attributes.get("font-weight") === "bold" ? "bold" : "normal";
	const paths: string[] = [];
	// All in the unit of the picture.
	let x = 0;
	let y = 0;
	for (const part of directionsOf(text))
		for (const piece of runsOf(part, family, weight)) {
			const face = font(piece.file);
			const scale = (size * piece.scale) / face.unitsPerEm;
			const run = face.layout(piece.text);
			run.glyphs.forEach((glyph, i) => {
				const position = element(run.positions, i);
				// As in the measurement, a character that no font has is one em wide.
				const advance = glyph.id === 0 ? face.unitsPerEm : position.xAdvance;
				const d = outline(
					glyph.path.commands,
					x + position.xOffset * scale,
					y + position.yOffset * scale + piece.rise * size,
					scale,
				);
				if (d !== "") paths.push(d);
				x += advance * scale;
				y += position.yAdvance * scale;
			});
		}
	const anchor = attributes.get("text-anchor");
	const shift = anchor === "end" ? -x : anchor === "middle" ? -x / 2 : 0;
	const place = attributes.get("transform") ?? "";
	const offset = shift === 0 ? "" : `translate(${number(shift)},0)`;
	const kept = ["fill", "opacity", "fill-opacity"]
		.flatMap((name) => {
			const value = attributes.get(name);
			return value === undefined ? [] : ` ${name}="${value}"`;
		})
		.join("");
	return `<path transform="${place}${offset}" aria-label="${escapeHtml(text)}"${kept} d="${paths.join("")}"/>`;
}

interface Command {
	readonly command: string;
	readonly args: readonly number[];
}

const letters: Readonly<Record<string, string>> = {
	moveTo: "M",
	lineTo: "L",
	quadraticCurveTo: "Q",
	bezierCurveTo: "C",
	closePath: "Z",
};

/** Scales font units to the size of the text and turns the y axis downwards. */
function outline(
	commands: readonly Command[],
	x: number,
	y: number,
	scale: number,
): string {
	return commands
		.map(
			({ command, args }) =>
				letters[command] +
				args
					.map((value, i) =>
						number(i % 2 === 0 ? x + value * scale : -(y + value * scale)),
					)
					.join(","),
		)
		.join("");
}

function number(value: number): string {
	return String(Number(value.toFixed(2)));
}
