/**
 * The points of one entry with grids. `{ grid: [...] }` stands for any value of a sampler or a target: its
 * options, budget, draws, shape or parameters. Grids are crossed; `{ zip: [...] }` go side by side with
 * the other zips of the entry. Pure.
 *
 *     - sampler: realnvp
 *       options: { layers: { grid: [4, 8] }, learningRate: { grid: [0.001, 0.003] } }
 */
import { child } from "../mistakes/schema-walk.js";
import type { Json } from "../suite.js";

export type Knobs = Readonly<Record<string, Json>>;

export interface Point {
	readonly entry: Readonly<Record<string, unknown>>;
	/** The value of every grid, by its name. Empty where the entry has none. */
	readonly knobs: Knobs;
}

export interface GridMistake {
	/** Within the entry. */
	readonly path: readonly PropertyKey[];
	readonly message: string;
}

interface Axis {
	readonly path: readonly string[];
	readonly kind: "grid" | "zip";
	readonly values: readonly Json[];
}

/** Keys of an entry that are never spread. */
const fixed = new Set(["label", "sampler", "action", "references", "seeds"]);
/** Keys whose own value is a set of options, in which a grid may stand, and never a grid. */
const holders = new Set(["options", "parameters", "budget"]);

/** Most points of one entry: more are a slip. */
const most = 10_000;

export function pointsOf(
	entry: Readonly<Record<string, unknown>>,
): readonly Point[] | GridMistake {
	const axes = axesIn(entry, []);
	const mistake = axes.map(mistakeOf).find((found) => found !== undefined);
	if (mistake !== undefined) return mistake;
	const zips = axes.filter(({ kind }) => kind === "zip");
	const [first] = zips;
	const uneven = zips.find(
		({ values }) => values.length !== first?.values.length,
	);
	if (first !== undefined && uneven !== undefined)
		return {
			path: uneven.path,
			message: `zip of ${uneven.values.length} values beside one of ${first.values.length} (${first.path.join(".")}); expected equally many`,
		};
	// Each choice sets some axes: a grid itself, all zips together.
	const choices = [
		...axes.filter(({ kind }) => kind === "grid").map((axis) => [axis]),
		...(zips.length === 0 ? [] : [zips]),
	];
	const size = choices.reduce(
		(product, [axis]) => product * (axis?.values.length ?? 1),
		1,
	);
	if (size > most)
		return {
			path: [],
			message: `a grid of ${size} points; expected ${most} at most`,
		};
	let points: Point[] = [{ entry, knobs: {} }];
	for (const together of choices) {
		const count = together[0]?.values.length ?? 0;
		points = points.flatMap((point) =>
			Array.from({ length: count }, (_, i) =>
				together.reduce<Point>(
					(made, axis) => placed(made, axis, i, axes),
					point,
				),
			),
		);
	}
	return points;
}

function placed(point: Point, axis: Axis, i: number, axes: readonly Axis[]) {
	const value = axis.values[i] ?? null;
	return {
		entry: withValue(point.entry, axis.path, value),
		knobs: { ...point.knobs, [nameOf(axis, axes)]: value },
	};
}

/** The last key of its path, or all of it where two grids have the same. */
function nameOf({ path }: Axis, axes: readonly Axis[]): string {
	const last = path.at(-1) ?? "";
	const alone = axes.filter((axis) => axis.path.at(-1) === last).length === 1;
	return alone ? last : path.join(".");
}

function axesIn(value: unknown, path: readonly string[]): Axis[] {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		return [];
	const keys = Object.keys(value);
	const [kind] = keys;
	const mayBe =
		path.length > 0 && !(path.length === 1 && holders.has(path[0] ?? ""));
	if (mayBe && keys.length === 1 && (kind === "grid" || kind === "zip")) {
		const values = child(value, kind);
		if (Array.isArray(values))
			return [{ path, kind, values: values as Json[] }];
	}
	return keys
		.filter((key) => path.length > 0 || !fixed.has(key))
		.flatMap((key) => axesIn(child(value, key), [...path, key]));
}

function mistakeOf({ path, kind, values }: Axis): GridMistake | undefined {
	const texts = values.map((value) => JSON.stringify(value));
	const twice = texts.find((text, i) => texts.indexOf(text) !== i);
	if (values.length === 0)
		return { path, message: `${kind}: []; expected values` };
	if (twice !== undefined && kind === "grid")
		return {
			path,
			message: `grid with ${twice} twice; expected distinct values`,
		};
	return undefined;
}

function withValue(
	entry: Readonly<Record<string, unknown>>,
	[key = "", ...rest]: readonly string[],
	value: unknown,
): Readonly<Record<string, unknown>> {
	if (rest.length === 0) return { ...entry, [key]: value };
	const inner = child(entry, key) as Readonly<Record<string, unknown>>;
	return { ...entry, [key]: withValue(inner, rest, value) };
}
