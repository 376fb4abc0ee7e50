/** Paths of SVG as moves, lines and cubic curves in absolute coordinates. */
import { element } from "../../core/elements.js";

/** Coordinates x, y, x, y, ...; a curve has two control points and its end. */
export interface Segment {
	readonly kind: "move" | "line" | "curve" | "close";
	readonly points: readonly number[];
}

const counts: Readonly<Record<string, number>> = {
	...{ M: 2, L: 2, H: 1, V: 1, C: 6, Q: 4, A: 7, Z: 0 },
};

/** @throws Error for commands that pictures of charts do not use (S, T) */
export function segmentsOf(d: string): Segment[] {
	const segments: Segment[] = [];
	let [x, y] = [0, 0];
	let [startX, startY] = [0, 0];
	const add = (kind: Segment["kind"], points: readonly number[]) => {
		segments.push({ kind, points });
		x = points.at(-2) ?? startX;
		y = points.at(-1) ?? startY;
	};
	for (const { letter, values } of commandsIn(d)) {
		const upper = letter.toUpperCase();
		const relative = letter !== upper;
		const at = absolute(upper, values, relative ? [x, y] : [0, 0]);
		const [a = 0, b = 0, c = 0, e = 0] = at;
		if (upper === "M") {
			[startX, startY] = [a, b];
			add("move", at);
		} else if (upper === "L") add("line", at);
		else if (upper === "H") add("line", [a, y]);
		else if (upper === "V") add("line", [x, a]);
		else if (upper === "C") add("curve", at);
		else if (upper === "Q")
			add("curve", [
				...[x + (2 / 3) * (a - x), y + (2 / 3) * (b - y)],
				...[c + (2 / 3) * (a - c), e + (2 / 3) * (b - e)],
				...[c, e],
			]);
		else if (upper === "A")
			for (const points of arc(x, y, at)) add("curve", points);
		else add("close", []);
	}
	return segments;
}

interface Command {
	readonly letter: string;
	readonly values: readonly number[];
}

/** Commands with as many numbers as each takes; further ones repeat it, after a move as lines. */
function* commandsIn(d: string): Generator<Command> {
	for (const [, letter = "", text = ""] of d.matchAll(
		/([a-df-zA-DF-Z])([^a-df-zA-DF-Z]*)/g,
	)) {
		const count = counts[letter.toUpperCase()];
		if (count === undefined)
			throw new Error(`no path of a picture has the command ${letter}`);
		const values = (
			text.match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi) ?? []
		).map(Number);
		if (count === 0) yield { letter, values: [] };
		for (let i = 0; count > 0 && i + count <= values.length; i += count)
			yield {
				letter: i > 0 && letter === "M" ? "L" : letter,
				values: values.slice(i, i + count),
			};
	}
}

function absolute(
	letter: string,
	values: readonly number[],
	[x, y]: readonly [number, number],
): number[] {
	if (letter === "H") return values.map((value) => value + x);
	if (letter === "V") return values.map((value) => value + y);
	// Only the end of an arc is a place.
	const first = letter === "A" ? 5 : 0;
	return values.map((value, i) =>
		i < first ? value : value + ((i - first) % 2 === 0 ? x : y),
	);
}

/** A circular arc as curves of a quarter circle at most (SVG 1.1, F.6.5). */
function arc(x: number, y: number, values: readonly number[]): number[][] {
	const [given = 0, , , large = 0, sweep = 0, endX = 0, endY = 0] = values;
	const [dx, dy] = [(x - endX) / 2, (y - endY) / 2];
	const half = Math.hypot(dx, dy);
	if (given === 0 || half === 0) return [];
	const r = Math.max(Math.abs(given), half);
	const factor =
		(large === sweep ? -1 : 1) * Math.sqrt(Math.max(0, (r / half) ** 2 - 1));
	const [centerX, centerY] = [
		(x + endX) / 2 + factor * dy,
		(y + endY) / 2 - factor * dx,
	];
	const start = Math.atan2(y - centerY, x - centerX);
	let turn = Math.atan2(endY - centerY, endX - centerX) - start;
	if (sweep === 1 && turn <= 0) turn += 2 * Math.PI;
	if (sweep === 0 && turn >= 0) turn -= 2 * Math.PI;
	const pieces = Math.max(1, Math.ceil(Math.abs(turn) / (Math.PI / 2) - 1e-9));
	const step = turn / pieces;
	const reach = (4 / 3) * Math.tan(step / 4) * r;
	const angles = Array.from({ length: pieces + 1 }, (_, i) => start + i * step);
	return Array.from({ length: pieces }, (_, i) => {
		const [from, to] = [element(angles, i), element(angles, i + 1)];
		const [x1, y1] = [
			centerX + r * Math.cos(from),
			centerY + r * Math.sin(from),
		];
		const [x2, y2] = [centerX + r * Math.cos(to), centerY + r * Math.sin(to)];
		return [
			...[x1 - reach * Math.sin(from), y1 + reach * Math.cos(from)],
			...[x2 + reach * Math.sin(to), y2 - reach * Math.cos(to)],
			...[x2, y2],
		];
	});
}
