/** Options of a sampler in words, as its schema describes them. */
import { enumerate } from "../text/format.js";

/**
 * "number of coupling layers 8, trained mass of the prior, no odd splines". What was left to the
 * program (`auto`, null) and empty lists are not told: nobody chose them.
 *
 * @param words by name of the option; an option without words is told by its name, letters apart
 */
export function optionsText(
	options: Readonly<Record<string, unknown>>,
	words: ReadonlyMap<string, string>,
): string {
	return Object.entries(options)
		.flatMap(([name, value]) => {
			const text = optionText(words.get(name) ?? apart(name), value);
			return text === undefined ? [] : [text];
		})
		.join(", ");
}

function optionText(words: string, value: unknown): string | undefined {
	if (value === null || value === undefined || value === "auto")
		return undefined;
	if (typeof value === "boolean") return value ? words : `no ${words}`;
	const text = valueText(value);
	return text === "" ? undefined : `${words} ${text}`;
}

function valueText(value: unknown): string {
	if (typeof value === "string") return apart(value);
	if (Array.isArray(value)) return enumerate(value.map(valueText));
	if (typeof value !== "object" || value === null) return String(value);
	const inner = optionsText(
		Object.fromEntries(Object.entries(value)),
		new Map(),
	);
	return inner === "" ? "" : `(${inner})`;
}

/** "freeField" as "free field". Names with other capitals, such as those of files, stay. */
function apart(name: string): string {
	return /^[a-z]+([A-Z][a-z]+)+\d*$/.test(name)
		? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
		: name;
}
