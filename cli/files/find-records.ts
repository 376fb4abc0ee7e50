/** Finds the records of one or more folders, for the commands that only read. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Comparison } from "../../core/comparison.js";
import { InputError, messageOf } from "../../core/errors.js";
import type { BenchRecord } from "../../core/record.js";
import { compareCells } from "../../harness/comparison.js";
import { explainFileError } from "../../harness/store/file-errors.js";
import { readRecords } from "../../harness/store/store.js";

export interface FoundRecords {
	readonly records: readonly BenchRecord[];
	/** Folders of the runs that were read. */
	readonly runs: readonly string[];
	/** Results that only several cells give together. */
	readonly comparison: Comparison;
	/** The resolved suite, if there is only one run. */
	readonly suite?: string;
}

const recordsName = "records.jsonl";

/**
 * Reads each folder of a run, or each run in a folder of runs.
 * A line that is no record is named on standard error and left out.
 * @throws InputError if a folder does not exist or has no records
 */
export async function findRecords(
	folders: readonly string[],
): Promise<FoundRecords> {
	const runs = [...new Set(folders.flatMap(runsIn))];
	const found = runs.map((folder) => {
		const records = readRecords(
			folder,
			"this line is left out; mend or remove it",
			(trouble) => process.stderr.write(`${trouble}\n`),
		);
		if (records.length === 0)
			throw new InputError(`${join(folder, recordsName)}: no records in it`);
		return { folder, records };
	});
	const records = found.flatMap((run) => run.records);
	const comparison = await compareCells(found);
	const [run, ...more] = runs;
	const suite =
		run !== undefined && more.length === 0 ? suiteOf(run) : undefined;
	return {
		records,
		runs,
		comparison,
		...(suite === undefined ? {} : { suite }),
	};
}

function runsIn(folder: string): string[] {
	try {
		if (!statSync(folder).isDirectory())
			throw new InputError(
				`${folder}: not a folder; expected the folder of a run, with ${recordsName} in it`,
			);
		if (existsSync(join(folder, recordsName))) return [folder];
		const inside = readdirSync(folder)
			.sort()
			.map((name) => join(folder, name))
			.filter((path) => existsSync(join(path, recordsName)));
		if (inside.length > 0) return inside;
	} catch (error) {
		if (error instanceof InputError) throw error;
		throw new InputError(explainFileError("cannot read", folder, error));
	}
	throw new InputError(
		`${folder}: no ${recordsName} in it; expected the folder of a run, or one that holds such folders`,
	);
}

function suiteOf(run: string): string | undefined {
	const path = join(run, "suite.yaml");
	if (!existsSync(path)) return undefined;
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		throw new InputError(`cannot read ${path}: ${messageOf(error)}`);
	}
}
