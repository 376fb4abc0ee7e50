/**
 * Tables in LaTeX, as wide as their page at most: columns that do not fit stand in a second part
 * below, and rows that do not fit in a further table. Needs booktabs, and siunitx only where its
 * numbers are asked for.
 */
import { element } from "../../core/elements.js";
import { escapeLatex } from "../text/escape.js";
import {
	formatEstimate,
	formatNumber,
	siunitxEstimate,
} from "../text/format.js";
import { latexLines, latexWidth, widestOf } from "./latex-width.js";
import type { Cell, Table } from "./table.js";

/** Room for a table in ems of the text, and whether it spans two columns. */
interface Page {
	readonly width: number;
	readonly wide: boolean;
}

/**
 * REVTeX 4-2 at 10 pt, one column of 246 pt and two of 510 pt; jheppub at 11 pt; article, the
 * narrowest of its three sizes.
 */
export const tableTargets = {
	prd1: { width: 24.6, wide: false },
	prd2: { width: 51, wide: true },
	jhep: { width: 39, wide: false },
	article: { width: 32.5, wide: false },
} as const satisfies Readonly<Record<string, Page>>;
export type TableTarget = keyof typeof tableTargets;

export interface LatexOptions {
	readonly target: TableTarget;
	/** Numbers as \num of siunitx instead of plain mathematics. */
	readonly siunitx: boolean;
}

/** Two times \tabcolsep of 6 pt, at 10 pt. */
const gap = 1.2;
/** Words take at most this share of the width. Longer ones are broken. */
const wordShare = 0.3;
/** Lines of one table with its caption that fit the page of a journal. */
const mostLines = 36;

export function latexTables(
	tables: readonly Table[],
	options: LatexOptions,
): string {
	const packages = ["booktabs", ...(options.siunitx ? ["siunitx"] : [])];
	const head = `% Needs ${packages.map((name) => `\\usepackage{${name}}`).join(" and ")}.\n`;
	return [head, ...tables.map((table) => latex(table, options))].join("\n");
}

interface SetColumn {
	readonly text: boolean;
	readonly width: number;
	readonly head: string;
	readonly cells: readonly string[];
	/** Lines that the tallest cell of each row takes. */
	readonly lines: readonly number[];
	readonly headLines: number;
}

function latex(table: Table, options: LatexOptions): string {
	const page = tableTargets[options.target];
	const columns = table.columns.map((_, i) => set(table, i, page, options));
	const above = Math.ceil(latexWidth(table.caption) / (0.95 * page.width)) + 1;
	const parts = partsOf(columns, table.rowHeads, page.width).flatMap((part) =>
		chunksOf(part, table.rows.length, mostLines - above),
	);
	const environment = page.wide ? "table*" : "table";
	return floatsOf(parts, above)
		.map((float, i) =>
			[
				`\\begin{${environment}}`,
				"\t\\centering",
				`\t\\caption{${escapeLatex(i === 0 ? table.caption : "Continued.")}}`,
				`\t\\label{tab:${table.name}${i === 0 ? "" : `-${i + 1}`}}`,
				float.map(tabular).join("\n\n\t\\medskip\n"),
				`\\end{${environment}}`,
				"",
			].join("\n"),
		)
		.join("\n");
}

function set(
	{ columns, rows }: Table,
	index: number,
	{ width }: Page,
	{ siunitx }: LatexOptions,
): SetColumn {
	const { title, text } = element(columns, index);
	const limit = wordShare * width;
	const bodies = rows.map((row) => {
		const cell = element(row, index);
		return typeof cell === "string" ? latexLines(cell, limit) : [plain(cell)];
	});
	const body = Math.max(...bodies.map(widestOf), 0);
	const word = widestOf(latexLines(title, 0));
	const head = latexLines(title, Math.min(limit, Math.max(body, word)));
	return {
		text,
		width: Math.max(body, widestOf(head)),
		head: stacked(head, text ? "l" : "r", "b"),
		headLines: head.length,
		cells: rows.map((row, i) => {
			const cell = element(row, index);
			return typeof cell === "string"
				? stacked(element(bodies, i), text ? "l" : "r", "t")
				: numberOf(cell, siunitx);
		}),
		lines: bodies.map((lines) => lines.length),
	};
}

/** Lines in one cell. Groups keep brackets from being read as arguments. */
function stacked(lines: readonly string[], side: string, at: string): string {
	const [first = ""] = lines;
	return lines.length < 2
		? escapeLatex(first)
		: `\\begin{tabular}[${at}]{@{}${side}@{}}${lines.map(escapeLatex).join("\\\\")}\\end{tabular}`;
}

/** A number as people see it, to measure it. */
function plain(cell: Exclude<Cell, string>): string {
	if (cell === null) return "–";
	return cell.error === undefined
		? formatNumber(cell.value, 4)
		: formatEstimate(cell.value, cell.error);
}

function numberOf(cell: Exclude<Cell, string>, siunitx: boolean): string {
	if (cell === null) return "--";
	const text = siunitxEstimate(cell.value, cell.error);
	return siunitx
		? `\\num{${text}}`
		: `$${text.replace(/e(-?\d+)$/, "\\times10^{$1}").replace(/^1\\times/, "")}$`;
}

interface Part {
	readonly columns: readonly SetColumn[];
	readonly from: number;
	readonly to: number;
}

/** As many columns beside the heads of the rows as fit, then the next. */
function partsOf(
	columns: readonly SetColumn[],
	rowHeads: number,
	width: number,
): (readonly SetColumn[])[] {
	const fixed = columns.slice(0, rowHeads);
	const start = fixed.reduce((sum, column) => sum + column.width + gap, -gap);
	const parts: SetColumn[][] = [];
	let room = 0;
	for (const column of columns.slice(rowHeads)) {
		const last = parts.at(-1);
		if (last === undefined || column.width + gap > room) {
			parts.push([...fixed, column]);
			room = width - start;
		} else last.push(column);
		room -= column.width + gap;
	}
	return parts;
}

/** Rows of a part that fit one page. */
function chunksOf(
	columns: readonly SetColumn[],
	rows: number,
	most: number,
): Part[] {
	const parts: Part[] = [];
	let [from, height] = [0, headHeight(columns) + 1];
	for (let row = 0; row < rows; row++) {
		const lines = rowHeight(columns, row);
		if (row > from && height + lines > most) {
			parts.push({ columns, from, to: row });
			[from, height] = [row, headHeight(columns) + 1];
		}
		height += lines;
	}
	return [...parts, { columns, from, to: rows }];
}

/** Parts that stand in one float. The caption of the first takes `above` lines. */
function floatsOf(parts: readonly Part[], above: number): Part[][] {
	const floats: Part[][] = [[]];
	let height = above;
	for (const part of parts) {
		let own = headHeight(part.columns) + 1;
		for (let row = part.from; row < part.to; row++)
			own += rowHeight(part.columns, row);
		if (height + own > mostLines && floats.at(-1)?.length !== 0) {
			floats.push([]);
			height = 2;
		}
		floats.at(-1)?.push(part);
		height += own;
	}
	return floats;
}

function headHeight(columns: readonly SetColumn[]): number {
	return Math.max(...columns.map(({ headLines }) => headLines)) + 1;
}

function rowHeight(columns: readonly SetColumn[], row: number): number {
	return Math.max(...columns.map(({ lines }) => element(lines, row)));
}

function tabular({ columns, from, to }: Part): string {
	const sides = columns.map(({ text }) => (text ? "l" : "r")).join("");
	const line = (cells: readonly string[]) => `\t\t${cells.join(" & ")} \\\\`;
	const rows = Array.from({ length: to - from }, (_, i) =>
		line(columns.map(({ cells }) => element(cells, from + i))),
	);
	return [
		`\t\\begin{tabular}{@{}${sides}@{}}`,
		"\t\t\\toprule",
		line(columns.map(({ head }) => head)),
		"\t\t\\midrule",
		...rows,
		"\t\t\\bottomrule",
		"\t\\end{tabular}",
	].join("\n");
}
