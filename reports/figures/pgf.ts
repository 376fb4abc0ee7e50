/**
 * One picture as PGF, for \input in LaTeX: the same drawing as SVG and PDF, in its true width. Words are set
 * in the font of the document, at the size that the target prescribes; their places were found with the
 * widths of the chosen font, so a document in Computer Modern wants figures with that font.
 */
import { escapeLatex } from "../text/escape.js";
import type { Picture } from "./picture.js";
import { segmentsOf } from "./svg-path.js";
import { type Item, itemsOf, type Matrix, type Style } from "./svg-tree.js";

/**
 * @param name of the file, for the words at its head
 * @param unitsPerPoint units of the picture in 1/72 inch
 */
export function pgf(
	{ svg, width, height }: Picture,
	{ Title = "", Source = "" }: Readonly<Record<string, string>>,
	name: string,
	unitsPerPoint: number,
): string {
	const colors = new Set<string>();
	// The state in each scope: what was set last.
	const states: Map<string, string>[] = [new Map()];
	const lines: string[] = [];
	const set = (key: string, command: string) => {
		const state = states.at(-1);
		if (state?.get(key) === command) return;
		state?.set(key, command);
		lines.push(command);
	};
	const colorOf = (value: string): string => {
		const hex = value.replace("#", "").toUpperCase();
		if (!/^[0-9A-F]{6}$/.test(hex))
			throw new Error(`no picture of a chart has the colour ${value}`);
		colors.add(hex);
		return `lb${hex}`;
	};
	const place = ([a, b, c, d, e, f]: Matrix, x: number, y: number) =>
		`{\\pgfqpoint{${points((a * x + c * y + e) / unitsPerPoint)}}{${points(height - (b * x + d * y + f) / unitsPerPoint)}}}`;
	const trace = (content: string, matrix: Matrix): boolean => {
		const segments = segmentsOf(content);
		for (const { kind, points: at } of segments) {
			const ends = Array.from({ length: at.length / 2 }, (_, i) =>
				place(matrix, at[2 * i] ?? 0, at[2 * i + 1] ?? 0),
			);
			lines.push(`\\pgfpath${commands[kind]}${ends.join("")}`);
		}
		return segments.length > 0;
	};
	const path = (content: string, style: Style, matrix: Matrix): void => {
		const opacity = Number(style.get("opacity") ?? 1);
		const filled = painted(style.get("fill") ?? "#000000");
		const stroked = painted(style.get("stroke"));
		const fillOpacity = opacity * Number(style.get("fill-opacity") ?? 1);
		const strokeOpacity = opacity * Number(style.get("stroke-opacity") ?? 1);
		const fill = fillOpacity > 0 ? filled : undefined;
		const stroke = strokeOpacity > 0 ? stroked : undefined;
		if (fill === undefined && stroke === undefined) return;
		if (fill !== undefined) {
			set("fill", `\\pgfsetfillcolor{${colorOf(fill)}}`);
			set("fill-opacity", `\\pgfsetfillopacity{${number(fillOpacity)}}`);
		}
		if (stroke !== undefined) {
			const scale = Math.hypot(matrix[0], matrix[1]) / unitsPerPoint;
			const dashes = (style.get("stroke-dasharray") ?? "")
				.split(/[ ,]+/)
				.filter((dash) => dash !== "")
				.map((dash) => `{${points(Number(dash) * scale)}}`);
			set("stroke", `\\pgfsetstrokecolor{${colorOf(stroke)}}`);
			set("stroke-opacity", `\\pgfsetstrokeopacity{${number(strokeOpacity)}}`);
			set(
				"width",
				`\\pgfsetlinewidth{${points(Number(style.get("stroke-width") ?? 1) * scale)}}`,
			);
			set("dash", `\\pgfsetdash{${dashes.join("")}}{0bp}`);
		}
		if (!trace(content, matrix)) return;
		lines.push(
			`\\pgfusepathq${fill === undefined ? "" : "fill"}${stroke === undefined ? "" : "stroke"}`,
		);
	};
	const text = (content: string, style: Style, matrix: Matrix): void => {
		// Labels that would overlap others are in the picture, but not to be seen.
		if (content.trim() === "" || Number(style.get("opacity") ?? 1) === 0)
			return;
		const [a, b] = matrix;
		const angle = (-Math.atan2(b, a) * 180) / Math.PI;
		const size = Number.parseFloat(style.get("font-size") ?? "11");
		const points = (size * Math.hypot(a, b)) / unitsPerPoint;
		const anchor = style.get("text-anchor") ?? "start";
		const side =
			anchor === "middle" ? "" : anchor === "end" ? ",right" : ",left";
		const turned = Math.abs(angle) < 1e-6 ? "" : `,rotate=${number(angle)}`;
		const bold = style.get("font-weight") === "bold" ? "\\bfseries " : "";
		lines.push(
			`\\pgftext[base${side},at=${place(matrix, 0, 0)}${turned}]{\\color{${colorOf(style.get("fill") ?? "#000000")}}\\fontsize{${number(points)}}{${number(1.2 * points)}}\\selectfont ${bold}${mathematics(escapeLatex(content))}}`,
		);
	};
	for (const item of itemsOf(svg)) draw(item);

	function draw(item: Item): void {
		if (item.kind === "path") path(item.content, item.style, item.matrix);
		else if (item.kind === "text") text(item.content, item.style, item.matrix);
		else if (item.kind === "clip") {
			states.push(new Map(states.at(-1)));
			lines.push("\\begin{pgfscope}");
			trace(item.content, item.matrix);
			lines.push("\\pgfusepath{clip}");
		} else {
			states.pop();
			lines.push("\\end{pgfscope}");
		}
	}
	const comments = [Title, Source]
		.filter((line) => line !== "")
		.map((line) => `% ${line.replaceAll("\n", " ")}\n`);
	const definitions = [...colors].map(
		(hex) => `\\definecolor{lb${hex}}{HTML}{${hex}}%\n`,
	);
	return `% In the head of the document: \\usepackage{pgf}. Where the figure goes: \\input{${name}}
${comments.join("")}\\begingroup%
${definitions.join("")}\\begin{pgfpicture}%
\\pgfpathrectangle{\\pgfpointorigin}{\\pgfqpoint{${points(width)}}{${points(height)}}}%
\\pgfusepath{use as bounding box}%
${lines.map((line) => `${line}%`).join("\n")}
\\end{pgfpicture}%
\\endgroup%
`;
}

const commands = {
	move: "moveto",
	line: "lineto",
	curve: "curveto",
	close: "close",
} as const;

function painted(value: string | undefined): string | undefined {
	return value === undefined || value === "none" || value === "transparent"
		? undefined
		: value;
}

/** Letters that stand alone are quantities and in italics, as in formulas; (a) of a panel is not. */
function mathematics(latex: string): string {
	const [, panel = "", rest = ""] =
		/^(\([a-z]\) )?([\s\S]*)$/.exec(latex) ?? [];
	const words = rest
		.split(/(\$[^$]*\$|\\[A-Za-z]+|\{[^}]*\})/)
		.map((piece, i) =>
			i % 2 === 1
				? piece
				: piece.replace(
						/(?<![A-Za-z])([tnLmzxSVHQCGkwN])(?![A-Za-z'])/g,
						"$$$1$$",
					),
		)
		.join("");
	return (
		panel +
		words
			.replace(/(\\[A-Za-z]+)\$\$(?=[A-Za-z])/g, "$1 ")
			.replace(/(?<!\\)\$\$/g, "")
	);
}

function number(value: number): string {
	return String(Number(value.toFixed(3)));
}

/** A length in 1/72 inch, to a thousandth, which nobody can see. */
function points(value: number): string {
	return `${number(value)}bp`;
}
