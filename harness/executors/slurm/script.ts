/** The batch scripts and the options of sbatch, as text. */
import type { SbatchOptions } from "../../../suites/machines.js";

/** Seconds before the end of a task's time at which it is told. */
const warning = 90;

/**
 * @param before lines of the user's
 * @param command program and arguments
 */
export function batchScript(
	before: readonly string[],
	command: readonly string[],
): string {
	// With exec the program is what Slurm sends its signals to.
	return `#!/bin/sh
# Written by latticebench.
${[...before, `exec ${command.map(quoted).join(" ")}`].join("\n")}
`;
}

/** For any shell. */
function quoted(text: string): string {
	return /^[\w@%+=:,./-]+$/.test(text)
		? text
		: `'${text.replaceAll("'", "'\\''")}'`;
}

/** Options of a user as arguments of sbatch. */
function asArguments(options: SbatchOptions): readonly string[] {
	return Object.entries(options).map(([name, value]) =>
		value === true ? `--${name}` : `--${name}=${value}`,
	);
}

/** @param tasks their number */
export function arrayOptions(
	options: SbatchOptions,
	tasks: number,
	atOnce: number | undefined,
	logs: string,
	name: string,
): readonly string[] {
	const limit = atOnce === undefined ? "" : `%${atOnce}`;
	return [
		`--job-name=${name}`,
		"--requeue",
		`--signal=B:USR2@${warning}`,
		...asArguments(options),
		`--array=0-${tasks - 1}${limit}`,
		"--open-mode=append",
		`--output=${logs}-%a.log`,
	];
}

/** @param jobs after whose end, whatever it was, the collector starts */
export function collectorArguments(
	options: SbatchOptions,
	jobs: readonly string[],
	log: string,
	name: string,
): readonly string[] {
	return [
		`--job-name=${name}`,
		"--requeue",
		...asArguments(options),
		`--dependency=afterany:${jobs.join(":")}`,
		"--open-mode=append",
		`--output=${log}`,
	];
}
