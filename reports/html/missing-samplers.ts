/** The last lines of a ranking: samplers without a result. */
import { withoutResult } from "../model/completeness.js";
import type { Section } from "../model/model.js";
import { nameHtml } from "../text/escape.js";
import { endingText, reasonHtml } from "../text/reason.js";
import { swatch } from "./elements.js";

/** Samplers of which no seed gave a result, with the reason. */
export function missingGroup(section: Section, columns: number): string {
	const missing = withoutResult(section);
	if (missing.length === 0) return "";
	const lines = missing.map(
		({ sampler: { id, label, style }, asked, status, reason }) =>
			`<tr class="out" data-sampler="${id}"><td>–</td><th scope="row" class="text">${swatch({ label, color: style.color, shape: style.shape })}${nameHtml(label)}</th><td colspan="${columns - 2}"></td></tr><tr class="out reason" data-sampler="${id}"><td></td><td class="why" colspan="${columns - 1}"><span>${reasonHtml(endingText(status, reason, asked === 1 ? " in its one seed" : ` in all ${asked} seeds`))}</span></td></tr>`,
	);
	return `<tbody class="missing"><tr class="group unresolved"><th scope="rowgroup" colspan="${columns}">No result</th></tr>${lines.join("")}</tbody>`;
}
