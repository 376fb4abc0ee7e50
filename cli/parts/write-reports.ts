/** Records -> report.html and records.csv in the folder of the run. */
import type { Store } from "../../harness/store.js";
import { recordsCsv } from "../../reports/csv.js";
import { renderHtml } from "../../reports/html.js";
import { terminalSummary } from "../../reports/terminal.js";
import { formatSuite } from "../../suites/format.js";
import type { Suite } from "../../suites/suite.js";

/** @returns the summary for a terminal. */
export async function writeReports(
	store: Store,
	suite: Suite,
): Promise<string> {
	const records = store.records();
	await store.write("records.csv", recordsCsv(records));
	await store.write(
		"report.html",
		await renderHtml(records, {
			title: suite.title,
			suite: formatSuite(suite),
		}),
	);
	return terminalSummary(records, {
		columns: process.stderr.columns || 100,
		color: process.stderr.hasColors?.() === true && !process.env.NO_COLOR,
	});
}
