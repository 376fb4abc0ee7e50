/**
 * Small multiples, and the same chart on several targets, differ in data and words alone.
 * Compiling Vega-Lite costs several milliseconds and looks at neither, so each kind is compiled
 * once, with numbered places for rows of data, domains, ticks, titles, descriptions and expressions
 * of labels, and filled in for each chart: by the process that draws it, or by the page's script.
 */

/** What was taken out of a specification, to be put back into what became of it. */
export interface Fillings {
	/** JSON of what belongs into each numbered place. */
	readonly places: readonly string[];
	/** What stands for a number -> that number. */
	readonly numbers: readonly (readonly [number, number])[];
}

export interface Emptied extends Fillings {
	/** JSON of what is left: equal for specifications that compile alike. */
	readonly key: string;
}

/** Keys whose values the compiler hands through untouched. */
const words = new Set(["description", "labelExpr", "title"]);

const open = "\ue0f0";
const close = "\ue0f1";

/** Strings that a specification cannot hold otherwise: private use characters around a number. */
function place(index: number): string {
	return `${open}${index}${close}`;
}

/** Huge numbers that no chart holds; in the order in which they are taken, so that domains ascend, of the same sign. */
function sentinel(index: number, value: number): number {
	return 1e300 * (index / 1024 + (value < 0 ? -2 : 1));
}

/** Takes out rows of data, ticks, words and the ends of domains. */
export function emptied(spec: object): Emptied {
	const places = new Map<string, string>();
	// Layers share their data: the same rows need not be written twice.
	const known = new Map<unknown, string>();
	const put = (value: unknown): string => {
		const before = known.get(value);
		if (before !== undefined) return before;
		// Equal values share a place, since the compiler merges equal data.
		const text = JSON.stringify(value);
		const held = places.get(text) ?? place(places.size);
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
			// The compiler asks domains whether they include zero.
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
	return { key, places: [...places.keys()], numbers };
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

/** A copy of what was compiled with everything put back. */
export function filled(
	template: unknown,
	{ places, numbers }: Fillings,
): unknown {
	const values = new Map<unknown, unknown>(numbers);
	places.forEach((text, i) => {
		values.set(place(i), JSON.parse(text));
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
	/** A list that left a single place behind: as a string where ticks were, as a key where rows were. */
	const listIn = (item: unknown): unknown => {
		const held =
			typeof item === "object" && item !== null
				? values.get(Object.keys(item)[0])
				: values.get(item);
		return Array.isArray(held) ? held : undefined;
	};
	return copy(template);
}
