/** Reads the records of a run's folder. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../core/errors.js";
import { explainFileError } from "../../core/file-errors.js";
import type { BenchRecord } from "../../core/record.js";
import { leftRecords } from "./left-records.js";
import { parseRecord } from "./parse-record.js";
import { successor } from "./successor.js";

export const recordsName = "records.jsonl";

/** For `run`, which is the only command that can put records aside. */
export const freshAdvice =
	"mend or remove that line, or use --fresh to put all aside";

/**
 * The records of a folder, with those that cells have left in their own folders. Empty if there are none. A
 * byte-order mark is no part of it.
 * @param advice what the user may do about a line that cannot be read
 * @param skip told of each line that cannot be read, for those who go on without it
 * @throws InputError that names the line if one cannot be read and nobody skips it; the file stays as it is
 */
export function readRecords(
	folder: string,
	advice = "mend or remove that line",
	skip?: (trouble: string) => void,
): readonly BenchRecord[] {
	// In this order: a record that is moved in the meantime is seen twice, and never missed.
	const left = leftRecords(folder, advice, skip);
	const inLines = linesOf(join(folder, recordsName), advice, skip);
	if (left.length === 0) return inLines;
	const records = new Map(inLines.map((record) => [record.key, record]));
	for (const { record } of left)
		records.set(record.key, successor(records.get(record.key), record));
	return [...records.values()];
}

function linesOf(
	path: string,
	advice: string,
	skip?: (trouble: string) => void,
): readonly BenchRecord[] {
	if (!existsSync(path)) return [];
	let text: string;
	try {
		text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
	} catch (error) {
		throw new InputError(explainFileError("cannot read", path, error));
	}
	const lines = text.split("\n");
	if (lines.at(-1) === "") lines.pop();
	return lines.flatMap((line, index) => {
		try {
			return parseRecord(
				line,
				`${path}:${index + 1}`,
				`the file was left as it is: ${advice}`,
			);
		} catch (error) {
			if (skip === undefined || !(error instanceof InputError)) throw error;
			skip(error.message);
			return [];
		}
	});
}
