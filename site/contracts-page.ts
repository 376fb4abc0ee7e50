/** The page of the contracts. */
import { escapeHtml } from "../reports/text/escape.js";
import type { Contract, Declaration } from "./contracts.js";
import { codeHtml, type Heading, type Rendered } from "./markdown.js";

const title = "Contracts of modules";
const opening =
	"What modules that a suite names by path import from latticebench, with the words of the sources. Beside these, z is zod, for schemas of options, and tf is TensorFlow.js as the program runs it.";

export function contractsHtml(contracts: readonly Contract[]): Rendered {
	const headings: Heading[] = [{ level: 1, id: "contracts", text: title }];
	const texts: string[] = ["", opening];
	const head = (level: 2 | 3, id: string, text: string, words: string) => {
		headings.push({ level, id, text });
		texts.push(words);
	};
	const sections = contracts.map(({ path, words, declarations, further }) => {
		const names = declarations.map(({ name }) => name).join(", ");
		head(2, path.replaceAll("/", "-"), names, words);
		const parts = declarations.map((one) => {
			head(3, one.name, one.name, one.words);
			return `<h3 id="${one.name}">${one.name}</h3>${declarationHtml(one)}`;
		});
		const more =
			further.length === 0
				? ""
				: `<p>Types that these name:</p>${further.map(declarationHtml).join("")}`;
		return `<h2 id="${path.replaceAll("/", "-")}">${names}</h2><p class="detail">${path}</p>${wordsHtml(words)}${parts.join("")}${more}`;
	});
	return {
		title,
		html: `<h1 id="contracts">${title}</h1><p>${opening}</p>${sections.join("")}`,
		headings,
		texts,
		files: [],
	};
}

function declarationHtml({ name, kind, words, code }: Declaration): string {
	return `${wordsHtml(words)}<pre tabindex="0" role="region" aria-label="${kind} ${name}"><code>${codeHtml(code)}</code></pre>`;
}

/** Paragraphs, examples (which are indented) and tags. */
function wordsHtml(words: string): string {
	if (words === "") return "";
	return words
		.split(/\n\s*\n/)
		.flatMap((part) => part.split(/\n(?=@)/))
		.map((part) =>
			/^\s{2}/.test(part)
				? `<pre tabindex="0"><code>${codeHtml(part.replace(/^ {2}/gm, ""))}</code></pre>`
				: `<p>${escapeHtml(part.replaceAll("\n", " "))
						.replace(/`([^`]+)`/g, "<code>$1</code>")
						.replace(/^@(\w+)/, "<b>$1</b>")}</p>`,
		)
		.join("");
}
