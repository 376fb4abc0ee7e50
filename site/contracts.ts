/**
 * The contracts of users' modules, read from the sources: what library/index.ts exports, with the docstrings
 * that stand there. The formatter makes every declaration end on a line of its own, so lines are enough.
 */
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

export interface Declaration {
	readonly name: string;
	readonly kind: "interface" | "type" | "function" | "constant";
	/** The docstring without stars. */
	readonly words: string;
	/** Its text; of functions the signature. */
	readonly code: string;
}

export interface Contract {
	/** Path of the source. */
	readonly path: string;
	/** The docstring at the head of the file. */
	readonly words: string;
	readonly declarations: readonly Declaration[];
	/** Types that those name, from the same file. A module cannot import them. */
	readonly further: readonly Declaration[];
}

/** @throws Error if an exported name has no declaration */
export function contractsOf(root: string): Contract[] {
	const index = readFileSync(join(root, "library/index.ts"), "utf8");
	const names = new Map<string, string[]>();
	for (const [, list = "", from = ""] of index.matchAll(
		/export (?:type )?\{([^}]*)\} from "(\.[^"]+)"/g,
	)) {
		const path = posix.join("library", from).replace(/\.js$/, ".ts");
		const before = names.get(path) ?? [];
		names.set(path, [...before, ...list.split(",").map((name) => name.trim())]);
	}
	return [...names].map(([path, exported]) =>
		contractOf(path, readFileSync(join(root, path), "utf8"), exported),
	);
}

function contractOf(
	path: string,
	text: string,
	exported: readonly string[],
): Contract {
	const all = declarationsIn(text);
	const declarations = exported
		.filter((name) => name !== "")
		.map((name) => {
			const found = all.find((one) => one.name === name);
			if (found === undefined)
				throw new Error(`${path}: no declaration of ${name}`);
			return found;
		});
	const known = new Set(declarations);
	// A set gives what is added to it while it is read.
	for (const { code } of known)
		for (const one of all)
			if (one.kind !== "function" && new RegExp(`\\b${one.name}\\b`).test(code))
				known.add(one);
	return {
		path,
		words: text.startsWith("/**") ? wordsOf(text.split("*/")[0] ?? "") : "",
		declarations,
		further: [...known].filter((one) => !declarations.includes(one)),
	};
}

function declarationsIn(text: string): Declaration[] {
	const lines = text.split("\n");
	return lines.flatMap((line, start): Declaration[] => {
		const found =
			/^export (?:async )?(interface|type|function|const) (\w+)/.exec(line);
		if (found === null) return [];
		const [, word, name = ""] = found;
		const kind = word === "const" ? "constant" : (word as Declaration["kind"]);
		const isEnd = (one: string, at: number) =>
			kind === "function"
				? /^\S.*\{$/.test(one) &&
					isBalanced(
						lines
							.slice(start, at + 1)
							.join("\n")
							.slice(0, -1),
					)
				: /^(\}.*|\S.*;)$/.test(one);
		let end = start;
		while (end < lines.length - 1 && !isEnd(lines[end] ?? "", end)) {
			const next = lines[end + 1] ?? "";
			// The last line of a union is indented.
			if (kind === "type" && /^\s.*;$/.test(lines[end] ?? "") && next === "")
				break;
			end++;
		}
		const code = lines
			.slice(start, end + 1)
			.join("\n")
			.replace(/^export /, "");
		return [
			{
				name,
				kind,
				words: docstringBefore(lines, start),
				code: kind === "function" ? code.replace(/ \{$/, "") : code,
			},
		];
	});
}

function isBalanced(text: string): boolean {
	return text.match(/[{(]/g)?.length === text.match(/[})]/g)?.length;
}

function docstringBefore(lines: readonly string[], at: number): string {
	if (!lines[at - 1]?.trim().endsWith("*/")) return "";
	let start = at - 1;
	while (start > 0 && !lines[start]?.startsWith("/**")) start--;
	// The head of the file belongs to the file.
	return start === 0 ? "" : wordsOf(lines.slice(start, at).join("\n"));
}

function wordsOf(comment: string): string {
	return comment
		.replace(/^\s*\/\*\*\s?|\s*\*\/\s*$/g, "")
		.split("\n")
		.map((line) => line.replace(/^\s*\* ?/, ""))
		.join("\n")
		.trim();
}
