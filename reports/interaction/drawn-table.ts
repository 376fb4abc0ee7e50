/**
 * The data of a chart as a table: one line for each mark. Numbers are numbers, ends of bars have
 * columns of their own, and the heads name the axes. Figures and the page's menus write the same
 * table.
 */

export type Value = string | number | null;

/** A row of data, as marks have it. */
export type Mark = Readonly<Record<string, string | number | boolean | null>>;

export interface Drawn {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly Value[])[];
}

/** The data of one panel. */
export interface Sheet {
	readonly title: string;
	readonly marks: readonly Mark[];
}

export interface Naming {
	/** Labels of samplers by their ids. */
	readonly samplers: Readonly<Record<string, string>>;
	/** What ids of rows and columns mean. */
	readonly names: Readonly<Record<string, string>>;
	/** Titles of the axes, where all panels have one title. */
	readonly x: string | undefined;
	readonly y: string | undefined;
}

/** For the picture or the page, not for those who plot again. */
const looks = new Set(["text", "point", "label", "short", "size"]);
/** Come first, in this order. */
const leading = ["panel", "sampler", "row", "column", "estimator", "seed"];
/** Come next, in this order. All others follow as they occur. */
const numbers = ["x", "y", "low", "high", "to", "end"];

export function drawnTable(sheets: readonly Sheet[], naming: Naming): Drawn {
	const lines = sheets.flatMap(({ title, marks }) =>
		marks.map((mark) => {
			const line = new Map<string, Value>();
			if (sheets.length > 1) line.set("panel", title);
			for (const [name, value] of Object.entries(mark))
				if (!looks.has(name)) line.set(name, cellOf(name, value, naming));
			return line;
		}),
	);
	const present = [...new Set(lines.flatMap((line) => [...line.keys()]))];
	const known = [...leading, ...numbers];
	const names = [
		...known.filter((name) => present.includes(name)),
		...present.filter((name) => !known.includes(name)),
	];
	return {
		columns: names.map((name) => {
			const head =
				(name === "x" || name === "y" ? naming[name] : undefined) ?? name;
			return names.includes(head) ? name : head;
		}),
		rows: lines.map((line) => names.map((name) => line.get(name) ?? null)),
	};
}

function cellOf(
	name: string,
	value: Value | boolean,
	{ samplers, names }: Naming,
): Value {
	if (typeof value === "boolean") return value ? "yes" : "no";
	if (typeof value !== "string") return value;
	const meanings = name === "sampler" ? samplers : names;
	return Object.hasOwn(meanings, value) ? (meanings[value] ?? value) : value;
}

/** The only one of several titles. Undefined where they differ or there is none. */
export function commonTitle(titles: readonly string[]): string | undefined {
	const [title, ...others] = new Set(titles);
	return others.length === 0 ? title : undefined;
}
