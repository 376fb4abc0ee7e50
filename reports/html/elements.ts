/** Small elements of the page: swatches, tables, sentences with names in them. */

import type { LegendItem } from "../charts/chart.js";
import type { DataTable } from "../report.js";
import { escapeHtml, nameHtml } from "../text/escape.js";
import { formatCount, formatNumber } from "../text/format.js";
import type { Piece } from "../text/sentence.js";
import { symbolPath } from "../text/symbols.js";

export function sentenceHtml(pieces: readonly Piece[]): string {
	return pieces
		.map((piece) =>
			typeof piece === "string" ? escapeHtml(piece) : nameHtml(piece.name),
		)
		.join("");
}

/** Our own formulas, with indices such as τ_int and φ_{x+μ} set low. Not for names that users chose. */
export function formulaHtml(text: string): string {
	return escapeHtml(text).replace(
		/_(?:\{([^{}]*)\}|(int|[a-zA-Z])(?![a-zA-Z_]))/g,
		(_, braced?: string, plain?: string) => `<sub>${braced ?? plain}</sub>`,
	);
}

/** A symbol. With dashes, a piece of line with the symbol on it. */
export function swatch(item: LegendItem): string {
	const symbol =
		item.shape === undefined
			? ""
			: `<path d="${symbolPath(item.shape)}" fill="${item.color}"/>`;
	if (item.dash === undefined)
		return `<svg class="swatch" viewBox="-1.2 -1.2 2.4 2.4" aria-hidden="true">${symbol}</svg>`;
	const dashes = item.dash.map((d) => d / 6).join(" ");
	const line = `<path d="M-2.4,0H2.4" stroke="${item.color}" stroke-width=".35"${dashes ? ` stroke-dasharray="${dashes}"` : ""}/>`;
	return `<svg class="swatch line" viewBox="-2.4 -1.2 4.8 2.4" aria-hidden="true">${line}${symbol}</svg>`;
}

export function legendHtml(items: readonly LegendItem[]): string {
	return `<ul class="key">${items
		.map((item) => `<li>${swatch(item)}${nameHtml(item.label)}</li>`)
		.join("")}</ul>`;
}

const rowLimit = 200;

/** A table of data, with text to the left and numbers to the right. */
export function dataTable(table: DataTable, label: string): string {
	const numeric = table.columns.map((_, i) =>
		table.rows.every((row) => isNumeric(row[i] ?? null)),
	);
	const cell = (value: string | number | null, i: number, tag: "td" | "th") => {
		const text =
			value === null
				? "–"
				: typeof value === "number"
					? Number.isInteger(value)
						? formatCount(value)
						: formatNumber(value, 4)
					: value;
		const kind = numeric[i] ? "" : text.length > 60 ? "text long" : "text";
		const scope = tag === "th" ? ' scope="row"' : "";
		// Plain words need no isolation. This matters because there are thousands of them.
		const html = /^[\w\s.,:;()–×·⁰-⁹⁻-]*$/.test(text)
			? escapeHtml(text)
			: nameHtml(text);
		return `<${tag}${scope}${kind ? ` class="${kind}"` : ""}>${html}</${tag}>`;
	};
	const head = table.columns
		.map(
			(column, i) =>
				`<th scope="col"${numeric[i] ? "" : ' class="text"'}>${escapeHtml(column)}</th>`,
		)
		.join("");
	const body = table.rows
		.slice(0, rowLimit)
		.map(
			(row) =>
				`<tr>${row.map((value, i) => cell(value, i, i === 0 ? "th" : "td")).join("")}</tr>`,
		)
		.join("");
	const cut =
		table.rows.length > rowLimit
			? `The first ${rowLimit} of ${table.rows.length} rows; all are in the records. `
			: "";
	const note = cut + (table.note ?? "");
	return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(label)}"><table class="data"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>${note ? `<p class="note">${escapeHtml(note)}</p>` : ""}`;
}

function isNumeric(value: string | number | null): boolean {
	return (
		value === null ||
		typeof value === "number" ||
		/^(?:[−\d.\u202f]+(\([\d.\u202f]+\))?(×10[⁻⁰-⁹¹²³]+)?|−?10[⁻⁰-⁹¹²³]+|< 10[⁻⁰-⁹¹²³]+)$/.test(
			value,
		)
	);
}
