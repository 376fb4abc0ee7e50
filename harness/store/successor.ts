/** Which of two records of one question stays. A failed repetition does not replace an earlier result. */
import type { BenchRecord } from "../../core/record.js";

export function successor(
	before: BenchRecord | undefined,
	record: BenchRecord,
): BenchRecord {
	return before === undefined ||
		record.status === "completed" ||
		!isFinished(before)
		? record
		: before;
}

/** Whether a cell need not be run again. */
export function isFinished({ status }: BenchRecord): boolean {
	return status === "completed" || status === "skipped";
}
