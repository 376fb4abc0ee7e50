/** The data that the page carries for saving: the records and their tables, compressed. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Comparison } from "../../core/comparison.js";
import type { BenchRecord } from "../../core/record.js";
import { renderTables } from "../tables.js";

/** Most bytes of compressed records on a page. */
interface Limits {
	/** Above this, the histories behind the charts are left out. */
	readonly full: number;
	/** Above this, without histories, all of them are: tables and charts keep their data. */
	readonly short: number;
}

const usual: Limits = { full: 500_000, short: 1_000_000 };

/** Records are mostly digits and never shrink by more than this factor, so larger ones need not be tried. */
const mostCompressed = 12;

const compress = promisify(gzip);

/** Compresses on another thread while this one draws. */
export async function packed(text: string): Promise<string> {
	return (await compress(text, { level: 7 })).toString("base64");
}

export interface RecordData {
	/** JSON lines, gzip, base64. Absent where they would make the page too large. */
	readonly records?: string;
	/** The rankings and observables, packed in the same way. */
	readonly csv: string;
	readonly note: string;
}

/**
 * All records as they are. If they are too large, they lose their histories, and if that is not enough, the
 * page carries none; a sentence says so.
 */
export async function recordData(
	records: readonly BenchRecord[],
	comparison: Comparison | undefined,
	limits = usual,
): Promise<RecordData> {
	const csv = packed(renderTables(records, "csv", comparison));
	const text = jsonLines(records, limits.full * mostCompressed);
	const full = text === undefined ? undefined : await packed(text);
	if (full !== undefined && full.length <= limits.full)
		return {
			records: full,
			csv: await csv,
			note: "The records are complete.",
		};
	const short = records.map(({ history, diagnostics, ...rest }) => rest);
	const lines = jsonLines(short, limits.short * mostCompressed);
	const reduced = lines === undefined ? undefined : await packed(lines);
	if (reduced === undefined || reduced.length > limits.short)
		return {
			csv: await csv,
			note: "There are too many cells for a page that carries their records: those are in records.jsonl of the run. The rankings can be saved from here, and the data of each chart from its menu.",
		};
	return {
		records: reduced,
		csv: await csv,
		note: "To keep the page small, the records in it lack the histories and diagnostics behind the charts; those are in records.jsonl of the run.",
	};
}

/** Number of records from which the total length is estimated. */
const sample = 16;

/** Undefined if the lines are longer than the limit. The first records show whether they exceed twice the limit. */
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
