/** Finds the records of one or more folders, for the commands that only read. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Comparison } from "../../core/comparison.js";
import { InputError, messageOf } from "../../core/errors.js";
import { explainFileError } from "../../core/file-errors.js";
import type { BenchRecord } from "../../core/record.js";
import { compareCells } from "../../harness/comparison.js";
import { planName } from "../../harness/follow/plan-file.js";
import { missingCells, snapshotOf } from "../../harness/follow/snapshot.js";
import { readRecords, recordsName } from "../../harness/store/read-records.js";

export interface FoundRecords {
	readonly records: readonly BenchRecord[];
	/** Folders of the runs that were read. */
	readonly runs: readonly string[];
	/** Results that only several cells give together. */
	readonly comparison: Comparison;
	/** The resolved suite, if there is only one run. */
	readonly suite?: string;
	/** Cells that the runs should have and have no record of yet, one line each. */
	readonly missing: readonly string[];
}

/**
 * Reads each folder of a run, or each run in a folder of runs.
 * A line that is no record is named on standard error and left out.
 * @throws InputError if a folder does not exist or has no records
 */
export async function findRecords(
	folders: readonly string[],
): Promise<FoundRecords> {
	const runs = findRuns(folders);
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
		missing: found.flatMap(({ folder, records }) =>
			missingCells(snapshotOf(folder, records)),
		),
		...(suite === undefined ? {} : { suite }),
	};
}

/** Folders of runs: each folder itself, or those in it. @throws InputError if there are none */
export function findRuns(folders: readonly string[]): readonly string[] {
	return [...new Set(folders.flatMap(runsIn))];
}

function runsIn(folder: string): string[] {
	try {
		if (!statSync(folder).isDirectory())
			throw new InputError(
				`${folder}: not a folder; expected the folder of a run, with ${recordsName} in it`,
			);
		if (isRun(folder)) return [folder];
		const inside = readdirSync(folder)
			.sort()
			.map((name) => join(folder, name))
			.filter(isRun);
		if (inside.length > 0) return inside;
	} catch (error) {
		if (error instanceof InputError) throw error;
		throw new InputError(explainFileError("cannot read", folder, error));
	}
	throw new InputError(
		`${folder}: no ${recordsName} in it; expected the folder of a run, or one that holds such folders`,
	);
}

/** The records of a run on many machines may still lie in the folders of its cells. */
function isRun(folder: string): boolean {
	return [recordsName, planName].some((name) => existsSync(join(folder, name)));
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
