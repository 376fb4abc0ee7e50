/**
 * The ranking and the observables as tables for papers and programs: LaTeX as wide as its page,
 * Markdown, and CSV with all digits.
 */
import type { Comparison } from "../core/comparison.js";
import { defined } from "../core/elements.js";
import type { BenchRecord } from "../core/record.js";
import { arrange } from "./model/arrange.js";
import { rankingCsv } from "./tables/csv.js";
import {
	type LatexOptions,
	latexTables,
	type TableTarget,
	tableTargets,
} from "./tables/latex.js";
import { markdown } from "./tables/markdown.js";
import { observablesTable } from "./tables/observables.js";
import { rankingTable } from "./tables/ranking.js";

export { type TableTarget, tableTargets };

export const tableFormats = ["latex", "csv", "markdown"] as const;
export type TableFormat = (typeof tableFormats)[number];

/** All tables of all sections as one text. */
export function renderTables(
	records: readonly BenchRecord[],
	format: TableFormat,
	comparison?: Comparison,
	look: LatexOptions = { target: "article", siunitx: false },
): string {
	const { sections } = arrange(records, defined({ comparison }));
	if (format === "csv") return rankingCsv(sections);
	const tables = sections.flatMap((section, index) => [
		rankingTable(section, `${index + 1}-ranking`),
		observablesTable(section, `${index + 1}-observables`),
	]);
	return format === "latex"
		? latexTables(tables, look)
		: tables.map(markdown).join("\n");
}
