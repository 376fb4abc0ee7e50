/**
 * The contents of all charts of a page. Rows of data are kept by columns, and every column once: the
 * same curves against time and against steps differ in one column, and columns of one kind of number
 * compress to half of what rows need.
 */

type Value = string | number | boolean | null;
/** An empty list stands where a row has no such value. */
type Column = readonly (Value | readonly [])[];
type Row = Readonly<Record<string, Value>>;

/** Rows of data: names of their values, and the index of the column of each. */
interface Columned {
	readonly names: readonly string[];
	readonly at: readonly number[];
}

export interface Pool {
	/** In lists of one, what is no list of rows, such as words and ticks. */
	readonly contents: readonly (Columned | readonly [unknown])[];
	readonly columns: readonly Column[];
}

export function poolOf(given: readonly unknown[]): Pool {
	const columns = new Map<string, { readonly index: number; values: Column }>();
	const contents = given.map((content): Pool["contents"][number] => {
		if (!isRows(content)) return [content];
		const names = [...new Set(content.flatMap((row) => Object.keys(row)))];
		const at = names.map((name) => {
			const values = content.map((row): Column[number] =>
				Object.hasOwn(row, name) ? (row[name] ?? null) : [],
			);
			const key = JSON.stringify(values);
			const known = columns.get(key) ?? { index: columns.size, values };
			columns.set(key, known);
			return known.index;
		});
		return { names, at };
	});
	return {
		contents,
		columns: [...columns.values()].map(({ values }) => values),
	};
}

/** The content with this index, with its rows put together again. */
export function contentAt({ contents, columns }: Pool, index: number): unknown {
	const content = contents[index];
	if (content === undefined || !("names" in content)) return content?.[0];
	const { names, at } = content;
	const [first = []] = at.map((column) => columns[column] ?? []);
	return first.map((_, i) => {
		const row: Record<string, unknown> = {};
		names.forEach((name, n) => {
			const value = columns[at[n] ?? -1]?.[i];
			if (!Array.isArray(value)) row[name] = value;
		});
		return row;
	});
}

function isRows(content: unknown): content is readonly Row[] {
	return (
		Array.isArray(content) &&
		content.length > 1 &&
		content.every(
			(row) =>
				typeof row === "object" &&
				row !== null &&
				Object.keys(row).length > 0 &&
				Object.values(row).every(
					(value) => value === null || typeof value !== "object",
				),
		)
	);
}
