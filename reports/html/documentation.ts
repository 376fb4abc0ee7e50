/**
 * Links from the page to the documentation, for `report --docs`. The addresses are those of the pages that
 * `npm run docs` makes; nothing is fetched unless a reader follows one.
 */
import type { Model } from "../model/model.js";
import type { Documentation } from "../report.js";
import { escapeHtml, nameHtml } from "../text/escape.js";

/** Pages of docs/ for parts of the report. */
const pages = {
	page: "report.md",
	columns: "report.md#the-ranking",
	quantities: "report.md#quantities",
	checks: "report.md#what-is-checked",
} as const;

/** What checks belong to, by the beginnings of their names. */
const families: readonly (readonly [RegExp, string, string])[] = [
	[/^(exact|reference) /, "exact and reference values", "values"],
	[/^Creutz/, "Creutz's identity", "creutzs-identity"],
	[/^(R-hat|stationary|replicas |frozen )/, "convergence", "convergence"],
	[/^consistency triangle/, "weights and acceptance", "weights"],
	[/^(forward|log Z|⟨log w⟩)/, "lost modes and log Z", "lost-modes"],
	[/./, "exact identities", "identities"],
];

/** A link, or nothing without documentation. */
export function documentationLink(
	documentation: Documentation | undefined,
	part: keyof typeof pages,
	text: string,
): string {
	return documentation === undefined
		? ""
		: ` ${link(documentation, pages[part], escapeHtml(text))}`;
}

/** The list of what the page's samplers, checks and quantities are. */
export function documentationHtml(
	{ samplers, current }: Model,
	documentation: Documentation | undefined,
): string {
	if (documentation === undefined) return "";
	const items = samplers.flatMap(({ name, label }) => {
		const page = documentation.samplers.get(name);
		return page === undefined
			? []
			: [`<li>${link(documentation, page, nameHtml(label))}</li>`];
	});
	const names = new Set(
		current.flatMap(({ checks }) => Object.keys(checks ?? {})),
	);
	const told = new Set([...names].map(familyOf));
	const checks = families
		.filter((family) => told.has(family))
		.map(([, words, anchor]) =>
			link(documentation, `report.md#${anchor}`, escapeHtml(words)),
		);
	return `<h3>Documentation</h3><ul class="papers"><li>${link(documentation, pages.page, "How to read this page")}</li><li>${link(documentation, pages.quantities, "Quantities")}</li>${checks.length === 0 ? "" : `<li>Checks: ${checks.join(", ")}</li>`}${items.join("")}</ul>`;
}

function familyOf(name: string) {
	return families.find(([start]) => start.test(name));
}

function link({ address }: Documentation, page: string, html: string): string {
	const [file = "", anchor] = page.split("#");
	const target = `${address.replace(/\/+$/, "")}/docs/${file.replace(/\.md$/, ".html")}${anchor === undefined ? "" : `#${anchor}`}`;
	return `<a href="${escapeHtml(target)}" rel="noreferrer">${html}</a>`;
}
