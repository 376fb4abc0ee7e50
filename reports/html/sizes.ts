/** Parameters, arithmetic and memory of the samplers of one target, as a table below its ranking. */
import type { Row, Section } from "../model/model.js";
import type { Size } from "../model/size.js";
import { escapeHtml, nameHtml } from "../text/escape.js";
import { formatCount, formatNumber } from "../text/format.js";

const operations = "Operations per draw";

const columns: readonly (readonly [
	title: string,
	pick: (size: Size) => number | undefined,
	format: (value: number) => string,
])[] = [
	["Parameters", ({ parameters }) => parameters, formatCount],
	[operations, ({ operations }) => operations, formatNumber],
	["Memory, preparing", ({ preparing }) => preparing, megabytes],
	["Memory, drawing", ({ drawing }) => drawing, megabytes],
];

/** "" if nothing is known of any sampler. */
export function sizesTable(section: Section): string {
	const rows = ofSamplers(section.rows);
	const shown = columns.filter(([, pick]) =>
		rows.some(({ size }) => size !== undefined && pick(size) !== undefined),
	);
	if (shown.length === 0) return "";
	const head = shown.map(([title]) => `<th scope="col">${title}</th>`).join("");
	const counted = shown.some(([title]) => title === operations)
		? "Operations are multiplications and additions of one draw, counted from the algorithm and not measured. "
		: "";
	const body = rows
		.map(({ sampler, size }) => {
			const cells = shown.map(([, pick, format]) => {
				const value = size && pick(size);
				return `<td>${value === undefined ? "–" : format(value)}</td>`;
			});
			return `<tr><th scope="row" class="text">${nameHtml(sampler.label)}</th>${cells.join("")}</tr>`;
		})
		.join("");
	const label = escapeHtml(`Sizes on ${section.target.label}`);
	return `<details><summary>Parameters, arithmetic and memory</summary><div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="data"><thead><tr><th scope="col" class="text">Sampler</th>${head}</tr></thead><tbody>${body}</tbody></table></div><p class="note">${counted}Memory is the largest of the whole process, Node.js included. Of several seeds the largest is shown.</p></details>`;
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

function megabytes(bytes: number): string {
	return `${formatCount(Math.round(bytes / 1e6))} MB`;
}
