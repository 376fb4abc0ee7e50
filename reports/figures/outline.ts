/**
 * Text as outlines of DejaVu Sans, so that a figure looks the same on every machine. An SVG with
 * text would need the reader to have the font. The words stay as labels for screen readers.
 */

import * as fontkit from "fontkit";
import { element } from "../../core/elements.js";
import { fontFiles, type Weight } from "../draw/fonts.js";
import { escapeHtml } from "../text/escape.js";

const open = new Map<Weight, fontkit.Font>();

function font(weight: Weight): fontkit.Font {
	const known = open.get(weight);
	if (known !== undefined) return known;
	const opened = fontkit.openSync(fontFiles[weight]);
	if (!("unitsPerEm" in opened))
		throw new Error(`${fontFiles[weight]} is a collection, not a font`);
	open.set(weight, opened);
	return opened;
}

/** Replaces every text element of a picture by Vega, or by compose.ts, by paths. */
export function outlined(svg: string): string {
	return replaced(svg, () => true);
}

/** Replaces only text that runs from right to left. PDF would set it in the direction of all other text. */
export function outlinedRightToLeft(svg: string): string {
	return replaced(
		svg,
		(text) => runsOf(text).length > 1 || isRightToLeft(text),
	);
}

function replaced(svg: string, chosen: (text: string) => boolean): string {
	return svg.replace(
		/<text((?: [a-z-]+="[^"]*")*)>([^<]*)<\/text>/g,
		(element: string, attributes: string, content: string) => {
			const text = unescaped(content);
			return chosen(text) ? glyphs(attributesOf(attributes), text) : element;
		},
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
function runsOf(text: string): string[] {
	return text.split(rightToLeftRun).filter((run) => run !== "");
}

function attributesOf(text: string): Map<string, string> {
	const found = text.matchAll(/ ([a-z-]+)="([^"]*)"/g);
	return new Map([...found].map(([, name = "", value = ""]) => [name, value]));
}

function glyphs(attributes: Map<string, string>, text: string): string {
	// Labels that would overlap others are in the picture, but not to be seen.
	if (text.trim() === "" || attributes.get("opacity") === "0") return "";
	const size = Number.parseFloat(attributes.get("font-size") ?? "11");
	const weight: Weight =
		attributes.get("font-weight") === "bold" ? "bold" : "normal";
	const face = font(weight);
	const scale = size / face.unitsPerEm;
	const missing = face.unitsPerEm;
	const paths: string[] = [];
	let x = 0;
	let y = 0;
	for (const part of runsOf(text)) {
		const run = face.layout(part);
		run.glyphs.forEach((glyph, i) => {
			const position = element(run.positions, i);
			// As in the measurement, a character that the font lacks is one em wide.
			const advance = glyph.id === 0 ? missing : position.xAdvance;
			const d = outline(
				glyph.path.commands,
				x + position.xOffset,
				y + position.yOffset,
				scale,
			);
			if (d !== "") paths.push(d);
			x += advance;
			y += position.yAdvance;
		});
	}
	const anchor = attributes.get("text-anchor");
	const shift =
		anchor === "end" ? -x * scale : anchor === "middle" ? (-x * scale) / 2 : 0;
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
						number(i % 2 === 0 ? (x + value) * scale : -(y + value) * scale),
					)
					.join(","),
		)
		.join("");
}

function number(value: number): string {
	return String(Number(value.toFixed(2)));
}

function unescaped(text: string): string {
	return text
		.replace(/&#(\d+);/g, (_, code: string) =>
			String.fromCodePoint(Number(code)),
		)
		.replace(/&lt;/g, "<")
		.replace(/&gt;/g, ">")
		.replace(/&quot;/g, '"')
		.replace(/&apos;/g, "'")
		.replace(/&amp;/g, "&");
}
