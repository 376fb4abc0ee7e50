/** Markdown to the body of a page, by markdown-it. Headings get the anchors that GitHub gives them. */
import createMarkdown, { type MarkdownIt, type Token } from "markdown-it";
import { escapeHtml } from "../reports/text/escape.js";
import type { Place } from "./places.js";

export interface Heading {
	readonly level: number;
	readonly id: string;
	readonly text: string;
}

export interface Rendered {
	readonly title: string;
	readonly html: string;
	readonly headings: readonly Heading[];
	/** Texts below each heading, for the search; the first stands before all headings. */
	readonly texts: readonly string[];
	/** Files that the page links to or shows. */
	readonly files: readonly NonNullable<Place["file"]>[];
	/** A script of the page's own. */
	readonly script?: string;
}

/** @param placeOf where a link of the page leads */
export function renderMarkdown(
	text: string,
	placeOf: (link: string) => Place,
): Rendered {
	const markdown = createMarkdown({ html: false, linkify: false });
	const tokens = markdown.parse(text, {});
	const headings: Heading[] = [];
	const texts: string[] = [""];
	const files: NonNullable<Place["file"]>[] = [];
	const slugs = new Map<string, number>();
	tokens.forEach((token, i) => {
		const inline = tokens[i + 1];
		if (token.type === "heading_open" && inline?.type === "inline") {
			const words = plain(inline);
			const id = slugOf(words, slugs);
			token.attrSet("id", id);
			headings.push({ level: Number(token.tag.slice(1)), id, text: words });
			texts.push("");
		} else if (token.type === "inline" || token.type === "fence") {
			const before = tokens[i - 1];
			if (before?.type !== "heading_open")
				texts[texts.length - 1] +=
					` ${token.children ? plain(token) : token.content}`;
		}
		for (const child of token.children ?? []) {
			const name = child.type === "image" ? "src" : "href";
			const link = child.attrGet(name);
			if (link === null || !["image", "link_open"].includes(child.type))
				continue;
			const { href, file } = placeOf(String(link));
			if (file !== undefined) files.push(file);
			if (href !== undefined) child.attrSet(name, href);
			else child.attrs = null;
		}
	});
	setRules(markdown);
	const html = markdown.renderer.render(tokens, markdown.options, {});
	const title = headings.find(({ level }) => level === 1)?.text ?? "";
	return { title, html, headings, texts, files };
}

function plain({ children }: Token): string {
	return (children ?? [])
		.map(({ type, content }) =>
			type === "softbreak" || type === "hardbreak" ? " " : content,
		)
		.join("");
}

/** As on GitHub: small letters, digits and hyphens; the second of a name gets a number. */
function slugOf(text: string, known: Map<string, number>): string {
	const slug = text
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, "")
		.trim()
		.replace(/\s/g, "-");
	const count = known.get(slug) ?? 0;
	known.set(slug, count + 1);
	return count === 0 ? slug : `${slug}-${count}`;
}

/** What may be wider than the page scrolls by itself, and can be reached by the keyboard. */
function setRules(markdown: MarkdownIt): void {
	const { rules } = markdown.renderer;
	let tables = 0;
	rules.table_open = () =>
		`<div class="scroll" tabindex="0" role="region" aria-label="Table ${++tables}"><table>\n`;
	rules.table_close = () => "</table></div>\n";
	let blocks = 0;
	rules.fence = (tokens, index) => {
		const token = tokens[index];
		if (token === undefined) return "";
		const kind = token.info.trim();
		// Nothing that draws diagrams stands on the page, and their text can be read.
		const label = kind === "mermaid" ? "Diagram as text" : "Code";
		return `<pre tabindex="0" role="region" aria-label="${label} ${++blocks}"><code>${codeHtml(token.content)}</code></pre>\n`;
	};
	// A folder without a page has no address.
	rules.link_open = (tokens, index, options, _, renderer) =>
		tokens[index]?.attrs === null
			? "<a>"
			: renderer.renderToken(tokens, index, options);
}

/** Text with its lines: what escapes names would put spaces in place of their ends. */
export function codeHtml(text: string): string {
	return text
		.replaceAll("\t", "  ")
		.split("\n")
		.map((line) => escapeHtml(line))
		.join("\n");
}
