/** Links to the papers that describe the samplers of a page. Nothing is fetched unless a reader follows one. */

import { type Paper, papersOf } from "../methods/bibliography.js";
import type { References } from "../methods/references.js";
import { samplerKey } from "../model/identity.js";
import type { Model } from "../model/model.js";
import { escapeHtml, nameHtml } from "../text/escape.js";

/** A list, or nothing where no paper is known. */
export function papersHtml(
	{ samplers, current }: Model,
	references: References["samplers"],
): string {
	const items = samplers.flatMap(({ key, label, name }) => {
		const outside = current.find(
			(record) => samplerKey(record) === key && record.outside,
		)?.outside;
		const links = papersOf(outside?.reference ?? references.get(name) ?? "")
			.flatMap((paper) => linkHtml(paper))
			.join("; ");
		return links === "" ? [] : [`<li>${nameHtml(label)}: ${links}</li>`];
	});
	return items.length === 0
		? ""
		: `<h3>Papers of the samplers</h3><ul class="papers">${items.join("")}</ul>`;
}

function linkHtml({ fields }: Paper): string[] {
	const { doi, eprint } = fields;
	const address =
		doi !== undefined
			? `https://doi.org/${doi}`
			: eprint !== undefined
				? `https://arxiv.org/abs/${eprint}`
				: undefined;
	const text = textOf(fields);
	return [
		address === undefined
			? escapeHtml(text)
			: `<a href="${escapeHtml(address)}" rel="noreferrer">${escapeHtml(text)}</a>`,
	];
}

/** "Albergo et al. 2019, Phys. Rev. D 100, 034515", as far as it is known. */
function textOf({
	author,
	year,
	journal,
	volume,
	pages,
	eprint,
}: Paper["fields"]) {
	const names = author?.split(" and ") ?? [];
	const [first = ""] = names;
	const family = first.includes(",")
		? first.slice(0, first.indexOf(","))
		: (first.split(" ").at(-1) ?? "");
	const who = [family, names.length > 1 ? "et al." : "", year ?? ""]
		.filter(Boolean)
		.join(" ");
	const where =
		journal !== undefined
			? [`${journal} ${volume ?? ""}`.trim(), pages].filter(Boolean).join(", ")
			: eprint !== undefined
				? `arXiv:${eprint}`
				: "";
	return [who, where].filter(Boolean).join(", ");
}
