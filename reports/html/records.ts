/** What the page carries for saving: the records and their tables, compressed. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Comparison } from "../../core/comparison.js";
import type { BenchRecord } from "../../core/record.js";
import { renderTables } from "../tables.js";

/** Bytes of compressed records that a page carries; above, the histories behind charts stay out. */
const recordsLimit = 500_000;

/** Records are mostly digits; they do not shrink further than this, so more need not be tried. */
const mostCompressed = 12;

const compress = promisify(gzip);

/** Compressed on another thread, while this one draws. */
export async function packed(text: string): Promise<string> {
	return (await compress(text)).toString("base64");
}

export interface RecordData {
	/** JSON lines, gzip, base64. */
	readonly records: string;
	/** The rankings and observables, packed alike. */
	readonly csv: string;
	readonly note: string;
}

/** All records as they are, unless they are too large: then without the histories, and that is said. */
export async function recordData(
	records: readonly BenchRecord[],
	comparison: Comparison | undefined,
): Promise<RecordData> {
	const csv = packed(renderTables(records, "csv", comparison));
	const text = jsonLines(records, recordsLimit * mostCompressed);
	const full = text === undefined ? undefined : await packed(text);
	if (full !== undefined && full.length <= recordsLimit)
		return {
			records: full,
			csv: await csv,
			note: "The records are complete.",
		};
	const short = records.map(({ history, diagnostics, ...rest }) => rest);
	return {
		records: await packed(jsonLines(short) ?? ""),
		csv: await csv,
		note: "To keep the page small, the records in it lack the histories and diagnostics behind the charts; those are in records.jsonl of the run.",
	};
}

/** Records that tell how long all will be. */
const sample = 16;

/** Undefined where they are longer than the limit; twice of it is seen from the first of them. */
function jsonLines(
	records: readonly object[],
	limit = Number.POSITIVE_INFINITY,
): string | undefined {
	let text = "";
	for (const [i, record] of records.entries()) {
		text += `${JSON.stringify(record)}\n`;
		if (text.length > limit) return undefined;
		const expected = (text.length / (i + 1)) * records.length;
		if (i + 1 === sample && expected > 2 * limit) return undefined;
	}
	return text;
}
