/**
 * Small multiples, and the same chart on several targets, differ in data and words alone.
 * Compiling Vega-Lite costs several milliseconds and looks at neither, so each kind is compiled
 * once, with numbered places for rows of data, domains, ticks, descriptions and expressions of
 * labels, and filled in for each chart.
 */

/** A value taken out of a specification, and the place it left. */
export interface Emptied {
	/** JSON of what is left: equal for specifications that compile alike. */
	readonly key: string;
	readonly fillings: ReadonlyMap<string | number, unknown>;
}

/** Keys whose values the compiler hands through untouched. */
const words = new Set(["description", "labelExpr"]);

/** Strings that a specification cannot hold otherwise: private use characters around a number. */
function place(index: number): string {
	return `\ue0f0${index}\ue0f1`;
}

/** Huge numbers that no chart holds; in the order in which they are taken, so that domains ascend, of the same sign. */
function sentinel(index: number, value: number): number {
	return 1e300 * (index / 1024 + (value < 0 ? -2 : 1));
}

/** Takes out rows of data, which become one row that holds the place, and words. */
export function emptied(spec: object): Emptied {
	const fillings = new Map<string | number, unknown>();
	const places = new Map<string, string>();
	const put = (value: unknown): string => {
		// Equal values share a place, since the compiler merges equal data.
		const text = JSON.stringify(value);
		const known = places.get(text) ?? place(places.size);
		places.set(text, known);
		fillings.set(known, value);
		return known;
	};
	const lists = new Map<string, readonly number[]>();
	let taken = 0;
	const numbers = (list: readonly number[]): readonly number[] => {
		const text = list.join();
		const known = lists.get(text);
		if (known !== undefined) return known;
		const held = list.map((value) => {
			// The compiler asks domains whether they include zero.
			if (value === 0) return value;
			const number = sentinel(taken++, value);
			fillings.set(number, value);
			return number;
		});
		lists.set(text, held);
		return held;
	};
	const key = JSON.stringify(spec, (name, value: unknown) => {
		if ((name === "domain" || name === "values") && isAscending(value))
			return numbers(value);
		if (name === "values" && isRows(value)) return [{ [rows]: put(value) }];
		if (words.has(name) && typeof value === "string") return put(value);
		return value;
	});
	return { key, fillings };
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

const rows = "\ue0f0rows";

function isRows(value: unknown): value is object[] {
	return (
		Array.isArray(value) && (value.length === 0 || typeof value[0] === "object")
	);
}

/** Puts the values back into a copy of what was compiled. */
export function filled(
	template: unknown,
	fillings: ReadonlyMap<string | number, unknown>,
): unknown {
	if (typeof template === "string" || typeof template === "number")
		return fillings.get(template) ?? template;
	if (template === null || typeof template !== "object") return template;
	if (Array.isArray(template)) {
		const first: unknown = template.length === 1 ? template[0] : undefined;
		if (typeof first === "object" && first !== null && rows in first)
			return fillings.get(String(first[rows]));
		return template.map((item) => filled(item, fillings));
	}
	return Object.fromEntries(
		Object.entries(template).map(([name, value]) => [
			name,
			filled(value, fillings),
		]),
	);
}
