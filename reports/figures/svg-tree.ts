/**
 * The elements of a picture by Vega, or by compose.ts, in the order in which they are drawn, each with all
 * that it inherits: its place and its style.
 */
import { attributesOf, unescaped } from "./svg-text.js";

/** x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

export type Style = ReadonlyMap<string, string>;

export type Item =
	| {
			readonly kind: "path" | "text";
			/** Of a path its d, of a text its letters. */
			readonly content: string;
			readonly style: Style;
			readonly matrix: Matrix;
	  }
	/** What follows is cut at this path until the matching `release`. */
	| { readonly kind: "clip"; readonly content: string; readonly matrix: Matrix }
	| { readonly kind: "release" };

interface Group {
	readonly style: Style;
	readonly matrix: Matrix;
	readonly clipped: boolean;
}

const inherited = new Set([
	...["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap"],
	...["stroke-miterlimit", "fill-opacity", "stroke-opacity", "opacity"],
]);

const whole: Matrix = [1, 0, 0, 1, 0, 0];

/** @throws Error for elements that pictures of charts do not have */
export function* itemsOf(svg: string): Generator<Item> {
	const clips = new Map(
		[...svg.matchAll(/<clipPath id="([^"]+)">([\s\S]*?)<\/clipPath>/g)].map(
			([, id = "", inside = ""]) => [id, shapeIn(inside)],
		),
	);
	const drawn = svg.replace(/<defs>[\s\S]*?<\/defs>/g, "");
	const groups: Group[] = [{ style: new Map(), matrix: whole, clipped: false }];
	for (const [
		,
		close,
		tag = "",
		text = "",
		empty,
		content = "",
	] of drawn.matchAll(
		/<(\/?)([a-zA-Z]+)((?: [\w:-]+="[^"]*")*)\s*(\/?)>([^<]*)/g,
	)) {
		const outer = groups.at(-1);
		if (outer === undefined) throw new Error("a picture closes what it opened");
		if (close === "/") {
			if (tag !== "g") continue;
			if (groups.pop()?.clipped) yield { kind: "release" };
			continue;
		}
		if (tag === "svg") continue;
		const attributes = attributesOf(text);
		const matrix = times(outer.matrix, matrixOf(attributes.get("transform")));
		const style = new Map(outer.style);
		for (const [name, value] of attributes)
			if (name !== "opacity") style.set(name, value);
		style.set(
			"opacity",
			String(
				Number(outer.style.get("opacity") ?? 1) *
					Number(attributes.get("opacity") ?? 1),
			),
		);
		if (tag === "g") {
			const id = /url\(#([^)]+)\)/.exec(attributes.get("clip-path") ?? "")?.[1];
			const shape = id === undefined ? undefined : clips.get(id);
			const passed = [...style].filter(([name]) => inherited.has(name));
			const clipped = shape !== undefined && empty !== "/";
			if (clipped) yield { kind: "clip", content: shape, matrix };
			if (empty !== "/")
				groups.push({ style: new Map(passed), matrix, clipped });
		} else if (style.get("display") !== "none")
			yield tag === "text"
				? { kind: "text", content: unescaped(content), style, matrix }
				: { kind: "path", content: pathOf(tag, attributes), style, matrix };
	}
}

/** The only shape of a clip. */
function shapeIn(inside: string): string {
	const [, tag = "", text = ""] =
		/<([a-z]+)((?: [\w:-]+="[^"]*")*)/.exec(inside) ?? [];
	return pathOf(tag, attributesOf(text));
}

function pathOf(tag: string, attributes: ReadonlyMap<string, string>): string {
	const at = (name: string) => Number(attributes.get(name) ?? 0);
	if (tag === "path") return attributes.get("d") ?? "";
	if (tag === "line") return `M${at("x1")},${at("y1")}L${at("x2")},${at("y2")}`;
	if (tag === "rect")
		return `M${at("x")},${at("y")}h${at("width")}v${at("height")}h${-at("width")}Z`;
	throw new Error(`no picture of a chart has the element ${tag}`);
}

function matrixOf(transform = ""): Matrix {
	let matrix: Matrix = whole;
	for (const [, name = "", list = ""] of transform.matchAll(
		/(translate|scale|rotate)\(([^)]*)\)/g,
	)) {
		const [a = 0, b] = list.split(/[ ,]+/).map(Number);
		const angle = (a * Math.PI) / 180;
		const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
		matrix = times(
			matrix,
			name === "translate"
				? [1, 0, 0, 1, a, b ?? 0]
				: name === "scale"
					? [a, 0, 0, b ?? a, 0, 0]
					: [cos, sin, -sin, cos, 0, 0],
		);
	}
	return matrix;
}

function times(left: Matrix, right: Matrix): Matrix {
	const [a, b, c, d, e, f] = left;
	const [g, h, i, j, k, l] = right;
	return [
		...([a * g + c * h, b * g + d * h] as const),
		...([a * i + c * j, b * i + d * j] as const),
		...([a * k + c * l + e, b * k + d * l + f] as const),
	];
}
