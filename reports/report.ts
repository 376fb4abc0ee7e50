/**
 * Contract of the reports. They are pure functions of records: no clock, no network, no
 * measurement. The same records give the same bytes.
 *
 * - `renderHtml(records, options)` (html.ts): the report as one file.
 * - `recordsCsv(records)` (csv.ts): every number, one per line.
 * - `terminalSummary(records, options)` (terminal.ts): the ranking for people at a terminal.
 * - `seriesCsv(records)` (series-csv.ts): everything that has an axis.
 * - `methodsText(records, references)` (methods.ts): what ran, as a paragraph with its references.
 * - `renderFigures` (figures.ts) and `renderTables` (tables.ts): for papers.
 *
 *   await writeFile("report.html", await renderHtml(records));
 *   process.stdout.write(terminalSummary(records, { columns: 80, color: false }));
 */
import type { Comparison } from "../core/comparison.js";
import type { BenchRecord } from "../core/record.js";
import type { References } from "./methods/references.js";

export interface HtmlOptions {
	/** Heading of the page. The default is the title of the suite. */
	readonly title?: string;
	/** The command that reproduces the page, as typed. The default comes from the records' argv. */
	readonly command?: string;
	/** Text of the resolved suite. The page shows it and offers it for download. */
	readonly suite?: string;
	/** Papers of the samplers by name; the page links to them. */
	readonly references?: References["samplers"];
	/** Where the documentation lies, to link to. Without it the page has no such links. */
	readonly documentation?: Documentation;
	/** Cells that the run should have and has no record of yet, one line each. */
	readonly missing?: readonly string[];
	/**
	 * Results that only several cells give together. Without it the page says nothing about agreement
	 * and break-even.
	 */
	readonly comparison?: Comparison;
}

export interface Documentation {
	/** Address of the first page, with or without a slash at its end. */
	readonly address: string;
	/** By name of the sampler: page of docs/, perhaps with an anchor. */
	readonly samplers: ReadonlyMap<string, string>;
}

/** Turns records into one self-contained HTML document. */
export type RenderHtml = (
	records: readonly BenchRecord[],
	options?: HtmlOptions,
) => Promise<string>;

export interface TerminalOptions {
	/** Width of the terminal in cells. */
	readonly columns: number;
	/** Whether ANSI colours may be written. False if NO_COLOR is set or the output is no terminal. */
	readonly color: boolean;
	/** Results that only several cells give together. */
	readonly comparison?: Comparison;
}

/** A table of plain text and numbers, for files and for people who cannot see a chart. */
export interface DataTable {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly (string | number | null)[])[];
	/** Shown below the table, for example to say that points were left out. */
	readonly note?: string;
}
