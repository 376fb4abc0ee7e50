/** Refuses a folder that holds the records of another suite. */
import { InputError } from "../../core/errors.js";
import type { BenchRecord } from "../../core/record.js";

/**
 * A folder holds the records of one suite: its report has one verdict. The title decides. A suite that was
 * edited goes on in its folder, since cells are kept by their questions, but records of another suite
 * would stand among its own without anybody having asked for that.
 * @throws InputError with the ways out
 */
export function refuseOtherSuite(
	records: readonly BenchRecord[],
	title: string,
	folder: string,
): void {
	const others = records.filter(({ suite }) => suite !== title);
	if (others.length === 0) return;
	const titles = [...new Set(others.map(({ suite }) => JSON.stringify(suite)))];
	throw new InputError(
		`--out ${folder}: holds ${others.length === 1 ? "a record" : `${others.length} records`} of the suite ${titles.join(", ")}, and this is ${JSON.stringify(title)}; choose another folder, or --fresh to put them aside (report joins several folders)`,
	);
}
