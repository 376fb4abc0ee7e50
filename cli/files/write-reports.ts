/** Writes comparison.json, records.csv and report.html into the folder of the run, from its records. */
import type { Comparison } from "../../core/comparison.js";
import { compareCells } from "../../harness/comparison.js";
import type { Store } from "../../harness/store/store.js";
import { recordsCsv } from "../../reports/csv.js";
import { renderHtml } from "../../reports/html.js";
import { terminalSummary } from "../../reports/terminal.js";
import { formatSuite } from "../../suites/format.js";
import type { Suite } from "../../suites/suite.js";

export interface Written {
	/** Text for a terminal. */
	readonly summary: string;
	readonly comparison: Comparison;
}

export async function writeReports(
	store: Store,
	suite: Suite,
): Promise<Written> {
	const records = store.records();
	const comparison = await compareCells([{ folder: store.folder, records }]);
	await store.write(
		"comparison.json",
		`${JSON.stringify(comparison, null, "\t")}\n`,
	);
	await store.write("records.csv", recordsCsv(records));
	await store.write(
		"report.html",
		await renderHtml(records, {
			title: suite.title,
			suite: formatSuite(suite),
			comparison,
		}),
	);
	const summary = terminalSummary(records, {
		comparison,
		columns: process.stderr.columns || 120,
		color: process.stderr.hasColors?.() === true && !process.env.NO_COLOR,
	});
	return { summary, comparison };
}
