/** Tables as CSV (RFC 4180). The page's script writes them too, so nothing here needs Node. */
import { guardFormula } from "./escape.js";

/** CSV of cells. Text is guarded against formulas of spreadsheets, and numbers have all digits. */
export function csvText(
	header: readonly string[],
	rows: readonly (readonly (string | number | null | undefined)[])[],
): string {
	return [header, ...rows]
		.map((row) => `${row.map(cellText).join(",")}\r\n`)
		.join("");
}

function cellText(cell: string | number | null | undefined): string {
	if (cell === null || cell === undefined) return "";
	if (typeof cell === "number") return String(cell);
	const text = guardFormula(cell);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
