/** The run of 12 cells that all faults meet, and what is looked at afterwards. */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isTemporary } from "../../core/files.js";
import type { BenchRecord } from "../../core/record.js";
import type { Check } from "../slurm/support.js";
import { gaussianSuite, recordsOf, run } from "../support/command.js";

export interface Settings {
	readonly kills: number;
	readonly seed: string;
}

export type Part = (
	folder: string,
	check: Check,
	settings: Settings,
) => Promise<void>;

const cells = 12;

/** Cells that prepare and draw for a second or so, with checkpoints at every step. */
export function suiteIn(folder: string): string {
	mkdirSync(folder, { recursive: true });
	return gaussianSuite(
		folder,
		{ pause: 40, steps: 8 },
		{
			title: "faults",
			draws: 4000,
			seeds: Array.from({ length: cells }, (_, i) => i + 1),
		},
	);
}

/** What must be the same whatever happened: not times, and not facts that grow with draws for the clock. */
function numbersOf({
	key,
	status,
	estimators,
	checks,
	diagnostics,
}: BenchRecord): unknown {
	return { key, status, estimators, checks, diagnostics };
}

/** The records of an undisturbed run. */
export async function undisturbed(
	suite: string,
	folder: string,
): Promise<readonly BenchRecord[]> {
	const out = join(folder, "undisturbed");
	await run(["run", suite, "--out", out, "--quiet", "--jobs", "3"]);
	return recordsOf(out);
}

/** No record lost, doubled, torn or different, and nothing half written. */
export function looksLike(
	expected: readonly BenchRecord[],
	out: string,
	check: Check,
	what: string,
): void {
	const found = existsSync(join(out, "records.jsonl")) ? recordsOf(out) : [];
	const keys = found.map(({ key }) => key);
	const lost = expected.filter(({ key }) => !keys.includes(key));
	const different = expected.filter((record) => {
		const other = found.find(({ key }) => key === record.key);
		return (
			other !== undefined &&
			!isDeepStrictEqual(numbersOf(other), numbersOf(record))
		);
	});
	check(
		`${what}: ${expected.length} records, none lost, doubled or different`,
		lost.length === 0 &&
			different.length === 0 &&
			keys.length === new Set(keys).size &&
			keys.length === expected.length,
		`${keys.length} records, ${lost.length} lost, ${keys.length - new Set(keys).size} doubled, ${different.length} different`,
	);
	const halves = temporariesIn(out);
	check(`${what}: nothing half written`, halves.length === 0, halves.join(" "));
}

/** Names of temporary files in a run's folder. */
export function temporariesIn(out: string): readonly string[] {
	return readdirSync(out, { recursive: true, encoding: "utf8" }).filter(
		(name) => isTemporary(name),
	);
}

/** Whether a message is one sentence, and no stack of calls. */
export function isClear(text: string): boolean {
	return text.trim() !== "" && !/\n\s+at |node:internal|Error:/.test(text);
}
