/** What all pages share: head, navigation, foot, and the policy that lets nothing in from elsewhere. */
import { posix } from "node:path";
import { documentHtml } from "../reports/html/document.js";
import { escapeHtml } from "../reports/text/escape.js";
import type { Rendered } from "./markdown.js";
import { siteStyle } from "./style.js";

export type Navigation = readonly {
	readonly title: string;
	readonly entries: readonly {
		readonly path: string;
		readonly title: string;
	}[];
}[];

/** @param path of the page below the site */
export function pageHtml(
	path: string,
	{ title, html, headings, script }: Rendered,
	navigation: Navigation,
): string {
	const to = (target: string) =>
		posix.relative(posix.dirname(path), target) || posix.basename(target);
	const name = title === "latticebench" ? title : `${title} · latticebench`;
	const groups = navigation.map(
		(group) =>
			`<li><b>${escapeHtml(group.title)}</b><ul>${group.entries
				.map((entry) =>
					entry.path === path
						? `<li><a href="${to(path)}" aria-current="page">${escapeHtml(entry.title)}</a></li>`
						: `<li><a href="${to(entry.path)}">${escapeHtml(entry.title)}</a></li>`,
				)
				.join("")}</ul></li>`,
	);
	const parts = headings.filter(({ level }) => level === 2);
	const contents =
		parts.length < 3
			? ""
			: `<nav class="contents" aria-label="On this page"><ul>${parts
					.map(
						({ id, text }) =>
							`<li><a href="#${id}">${escapeHtml(text)}</a></li>`,
					)
					.join("")}</ul></nav>`;
	return documentHtml({
		title: name,
		style: siteStyle(),
		script,
		images: "'self' file: data:",
		body: `<a class="skip" href="#content">Skip to the text</a>
<header class="top"><a class="home" href="${to("index.html")}">latticebench</a><a class="jump" href="#pages">All pages</a><a href="${to("search.html")}">Search</a></header>
<div class="site">
<main id="content">
${withContents(html, contents)}
</main>
<nav class="pages" id="pages" aria-label="Pages"><ul>${groups.join("")}</ul></nav>
</div>
<footer>latticebench measures samplers of lattice field theory side by side. These pages need no network.</footer>`,
	});
}

/** The list of parts stands below the title. */
function withContents(html: string, contents: string): string {
	const end = html.indexOf("</h1>");
	if (end < 0) return contents + html;
	return `${html.slice(0, end + 5)}${contents}${html.slice(end + 5)}`;
}
