/**
 * Templates for charts. Small multiples, and the same chart on several targets, differ only in data
 * and words. Compiling Vega-Lite takes several milliseconds and does not depend on either. So each
 * kind of chart is compiled once, with numbered places for rows of data, domains, ticks, titles,
 * descriptions and expressions of labels. The process that draws a chart, or the page's script,
 * fills these places.
 */

/** The contents that were taken out of a specification. They are put into the compiled template. */
export interface Fillings {
	/** JSON of the content of each numbered place. */
	readonly places: readonly string[];
	/** Pairs of a stand-in and the number that it stands for. */
	readonly numbers: readonly (readonly [number, number])[];
}

export interface Emptied extends Fillings {
	/** JSON of the rest. Specifications with equal keys compile to the same template. */
	readonly key: string;
	/** The contents themselves. */
	readonly contents: readonly unknown[];
}

/** Keys whose values the compiler does not change. */
const words = new Set(["description", "labelExpr", "title"]);

const open = "\ue0f0";
const close = "\ue0f1";

/** A string that no specification can otherwise hold: a number between private use characters. */
function place(index: number): string {
	return `${open}${index}${close}`;
}

/**
 * Huge numbers that no chart contains. They have the sign of the value and ascend in the order of
 * use, so domains stay ascending.
 */
function sentinel(index: number, value: number): number {
	return 1e300 * (index / 1024 + (value < 0 ? -2 : 1));
}

/** Takes out rows of data, ticks, words and the ends of domains. */
export function emptied(spec: object): Emptied {
	const places = new Map<string, string>();
	const contents: unknown[] = [];
	// Layers share their data, so the same rows are written only once.
	const known = new Map<unknown, string>();
	const put = (value: unknown): string => {
		const before = known.get(value);
		if (before !== undefined) return before;
		// Equal values share a place, since the compiler merges equal data.
		const text = JSON.stringify(value);
		const held = places.get(text) ?? place(places.size);
		if (!places.has(text)) contents.push(value);
		places.set(text, held);
		known.set(value, held);
		return held;
	};
	const numbers: [number, number][] = [];
	const lists = new Map<string, readonly number[]>();
	const ends = (list: readonly number[]): readonly number[] => {
		const text = list.join();
		const before = lists.get(text);
		if (before !== undefined) return before;
		const held = list.map((value) => {
			// The compiler checks whether domains include zero.
			if (value === 0) return value;
			const number = sentinel(numbers.length, value);
			numbers.push([number, value]);
			return number;
		});
		lists.set(text, held);
		return held;
	};
	const key = JSON.stringify(spec, (name, value: unknown) => {
		if (name === "domain" && isAscending(value)) return ends(value);
		if (name === "values" && Array.isArray(value))
			return isTicks(value) ? [put(value)] : [{ [put(value)]: 0 }];
		if (words.has(name) && typeof value === "string" && value !== "")
			return put(value);
		return value;
	});
	return { key, places: [...places.keys()], contents, numbers };
}

function isAscending(value: unknown): value is readonly number[] {
	return (
		Array.isArray(value) &&
		value.every(
			(item, i) =>
				typeof item === "number" && (i === 0 || item > Number(value[i - 1])),
		)
	);
}

function isTicks(values: readonly unknown[]): boolean {
	return values.length > 0 && typeof values[0] === "number";
}

/** A specification from its template and what was taken out of it. */
export function refilled(
	template: unknown,
	{ places, numbers }: Fillings,
): unknown {
	return filled(
		template,
		places.map((text) => JSON.parse(text)),
		numbers,
	);
}

/**
 * A copy of the compiled template with all contents put back.
 * @param contents what each numbered place holds
 */
export function filled(
	template: unknown,
	contents: readonly unknown[],
	numbers: Fillings["numbers"],
): unknown {
	const values = new Map<unknown, unknown>(numbers);
	contents.forEach((content, i) => {
		values.set(place(i), content);
	});
	const copy = (value: unknown): unknown => {
		if (value === null || typeof value !== "object")
			return values.has(value) ? values.get(value) : value;
		if (Array.isArray(value)) {
			const list = value.length === 1 ? listIn(value[0]) : undefined;
			return list ?? value.map(copy);
		}
		return Object.fromEntries(
			Object.entries(value).map(([name, inner]) => [name, copy(inner)]),
		);
	};
	/** A list whose content is a single place: a string for ticks, a key for rows. */
	const listIn = (item: unknown): unknown => {
		const held =
			typeof item === "object" && item !== null
				? values.get(Object.keys(item)[0])
				: values.get(item);
		return Array.isArray(held) ? held : undefined;
	};
	return copy(template);
}
