/** Writes comparison.json, records.csv, series.csv and report.html into the folder of the run, from its records. */
import type { Comparison } from "../../core/comparison.js";
import type { BenchRecord } from "../../core/record.js";
import { compareCells } from "../../harness/comparison.js";
import { missingCells, snapshotOf } from "../../harness/follow/snapshot.js";
import type { Store } from "../../harness/store/store.js";
import { recordsCsv } from "../../reports/csv.js";
import { renderHtml } from "../../reports/html.js";
import type { HtmlOptions } from "../../reports/report.js";
import { seriesCsv } from "../../reports/series-csv.js";
import { terminalSummary } from "../../reports/terminal.js";
import { colored } from "../standard-streams.js";
import { builtInReferences } from "./references.js";

/** What the page says of cells without a record. */
function missingOf(
	folder: string,
	records: readonly BenchRecord[],
): Pick<HtmlOptions, "missing"> {
	const missing = missingCells(snapshotOf(folder, records));
	return missing.length === 0 ? {} : { missing };
}

export interface Written {
	/** Text for a terminal. */
	readonly summary: string;
	readonly comparison: Comparison;
}

/** @param suite text of the resolved suite, where there is one */
export async function writeReports(
	store: Store,
	title: string,
	suite?: string,
): Promise<Written> {
	const records = store.records();
	const comparison = await compareCells([{ folder: store.folder, records }]);
	await store.write(
		"comparison.json",
		`${JSON.stringify(comparison, null, "\t")}\n`,
	);
	await store.write("records.csv", recordsCsv(records));
	await store.write("series.csv", seriesCsv(records));
	await store.write(
		"report.html",
		await renderHtml(records, {
			title,
			...(suite === undefined ? {} : { suite }),
			comparison,
			references: builtInReferences.samplers,
			...missingOf(store.folder, records),
		}),
	);
	const summary = terminalSummary(records, {
		comparison,
		columns: process.stderr.columns || 120,
		color: colored(),
	});
	return { summary, comparison };
}
