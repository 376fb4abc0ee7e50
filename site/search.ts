/** The page that searches all others. Its words stand in the page itself, so that it works from disk. */
import { readFileSync } from "node:fs";
import { scriptJson } from "../reports/text/escape.js";
import type { Rendered } from "./markdown.js";

/** Address, title of the page, heading, and the words below it. */
type Entry = readonly [string, string, string, string];

export function searchIndex(pages: ReadonlyMap<string, Rendered>): Rendered {
	const entries = [...pages].flatMap(([path, { title, headings, texts }]) =>
		headings.map(
			({ id, text }, i): Entry => [
				`${path}#${id}`,
				title,
				text,
				(texts[i + 1] ?? "").replace(/\s+/g, " ").trim(),
			],
		),
	);
	const script = readFileSync(
		new URL("../../site/search-script.js", import.meta.url),
		"utf8",
	);
	return {
		title: "Search",
		html: `<h1 id="search">Search</h1><p><label for="words">Words that a section must hold</label><br><input id="words" type="search" autocomplete="off" spellcheck="false"></p><p id="count" role="status"></p><ol id="found"></ol><noscript><p>The search needs scripts.</p></noscript><script type="application/json" id="entries">${scriptJson(entries)}</script>`,
		headings: [],
		texts: [],
		files: [],
		script,
	};
}
