/**
 * Contract of the reports: pure functions of records. No clock, no network, no measurement; the
 * same records give the same bytes.
 *
 * - `renderHtml(records, options)` (html.ts): the one-file report.
 * - `recordsCsv(records)` (csv.ts): every number, one a line.
 * - `terminalSummary(records, options)` (terminal.ts): the ranking, for people at a terminal.
 * - `renderFigure` (figures.ts) and `renderTable` (tables.ts): for papers.
 */
import type { Comparison } from "../core/comparison.js";
import type { BenchRecord } from "../core/record.js";

export interface HtmlOptions {
	/** Heading of the page; the suite's title by default. */
	readonly title?: string;
	/** Command that reproduces the page, as typed; taken from the records' argv by default. */
	readonly command?: string;
	/** Text of the resolved suite, shown and offered for download. */
	readonly suite?: string;
	/** What the cells say together: without it nothing is said of agreement and break-even. */
	readonly comparison?: Comparison;
}

/** Records in, one self-contained HTML document out. */
export type RenderHtml = (
	records: readonly BenchRecord[],
	options?: HtmlOptions,
) => Promise<string>;

export interface TerminalOptions {
	/** Width of the terminal in cells. */
	readonly columns: number;
	/** Whether ANSI colours may be written; false where NO_COLOR is set or the output is no terminal. */
	readonly color: boolean;
	/** What the cells say together. */
	readonly comparison?: Comparison;
}

/** A table of plain text and numbers, for people who cannot see a chart and for files. */
export interface DataTable {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly (string | number | null)[])[];
	/** Said below the table, for example that points were left out. */
	readonly note?: string;
}
