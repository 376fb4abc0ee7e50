/** Tables in Markdown, aligned in the source too. */
import { element } from "../../core/elements.js";
import { escapeMarkdown } from "../text/escape.js";
import { formatEstimate, formatNumber } from "../text/format.js";
import type { Cell, Table } from "./table.js";

export function markdown(table: Table): string {
	const cells = [
		table.columns.map((column) => escapeMarkdown(column.title)),
		...table.rows.map((row) => row.map(markdownCell)),
	];
	const sizes = table.columns.map(({ text }, i) => ({
		text,
		width: Math.max(3, ...cells.map((row) => element(row, i).length)),
	}));
	const line = (row: readonly string[]) =>
		`| ${sizes.map(({ text, width }, i) => (text ? element(row, i).padEnd(width) : element(row, i).padStart(width))).join(" | ")} |`;
	const rule = sizes.map(({ text, width }) =>
		text ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
	);
	return [
		line(element(cells, 0)),
		`| ${rule.join(" | ")} |`,
		...cells.slice(1).map(line),
		"",
		escapeMarkdown(table.caption),
		"",
	].join("\n");
}

function markdownCell(cell: Cell): string {
	if (cell === null) return "–";
	if (typeof cell === "string") return escapeMarkdown(cell);
	return cell.error === undefined
		? formatNumber(cell.value, 4)
		: formatEstimate(cell.value, cell.error);
}
