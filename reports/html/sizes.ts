/** Parameters, arithmetic and memory of the samplers of one target, as a table below its ranking. */
import type { Row, Section } from "../model/model.js";
import { knownSizes, type SizeColumn } from "../model/size.js";
import { escapeHtml, nameHtml } from "../text/escape.js";
import { formatCount, formatNumber } from "../text/format.js";

/** "" if nothing is known of any sampler. */
export function sizesTable(section: Section): string {
	const rows = ofSamplers(section.rows);
	const shown = knownSizes(rows);
	if (shown.length === 0) return "";
	const head = shown
		.map(({ title }) => `<th scope="col">${title}</th>`)
		.join("");
	const counted = shown.some(({ name }) => name === "operationsPerDraw")
		? "Operations are multiplications and additions of one draw, counted from the algorithm and not measured. "
		: "";
	const body = rows
		.map(({ sampler, size }) => {
			const cells = shown.map(({ pick, kind }) => {
				const value = size && pick(size);
				return `<td>${value === undefined ? "–" : formats[kind](value)}</td>`;
			});
			return `<tr><th scope="row" class="text">${nameHtml(sampler.label)}</th>${cells.join("")}</tr>`;
		})
		.join("");
	const label = escapeHtml(`Sizes on ${section.target.label}`);
	return `<details><summary>Parameters, arithmetic and memory</summary><div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="data"><thead><tr><th scope="col" class="text">Sampler</th>${head}</tr></thead><tbody>${body}</tbody></table></div><p class="note">${counted}Memory is the largest of the whole process, Node.js included; of programs of others it is theirs. Of several seeds the largest is shown.</p></details>`;
}

/** One row for each sampler: both estimators of a flow share its draws. */
function ofSamplers(rows: readonly Row[]): Row[] {
	const seen = new Set<string>();
	return rows.filter(({ sampler }) => {
		if (seen.has(sampler.key)) return false;
		seen.add(sampler.key);
		return true;
	});
}

const formats: Readonly<Record<SizeColumn["kind"], (value: number) => string>> =
	{ count: formatCount, number: formatNumber, bytes: megabytes };

function megabytes(bytes: number): string {
	return `${formatCount(Math.round(bytes / 1e6))} MB`;
}
