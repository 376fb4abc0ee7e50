/** Runs one cell of a suite again, as a process of its own. */
import { execa } from "execa";
import { exitStatus, InputError } from "../../core/errors.js";
import type { BenchRecord } from "../../core/record.js";
import { loadRuns } from "./load-runs.js";

/** Runs cells of a suite and returns their records. */
export type RunSuite = (request: {
	readonly command: readonly string[];
	readonly suite: string;
	readonly out: string;
	readonly target: string;
	readonly sampler: string;
	readonly seed: number;
	readonly draws: number;
	readonly seconds: number;
	readonly signal?: AbortSignal;
}) => Promise<readonly BenchRecord[]>;

/** `latticebench run` of one cell, as a process of its own. */
export const runCommand: RunSuite = async (request) => {
	const { command, suite, out, target, sampler, seed, draws } = request;
	const [program = "", ...before] = command;
	const result = await execa(
		program,
		[
			...before,
			"run",
			suite,
			...["--out", out, "--only", target, "--only", sampler, "--quiet"],
			...["--set", `samplers.${sampler}.seeds=[${seed}]`],
			...["--set", `samplers.${sampler}.draws=${draws}`],
		],
		{
			reject: false,
			timeout: 1000 * request.seconds,
			...(request.signal === undefined ? {} : { cancelSignal: request.signal }),
		},
	);
	if (
		result.exitCode !== exitStatus.done &&
		result.exitCode !== exitStatus.regression
	) {
		throw new InputError(
			`${result.command} ended with ${result.exitCode ?? result.signal ?? "no status"}: ${result.stderr.trim().split("\n").at(-1) ?? ""}`,
			exitStatus.failed,
		);
	}
	return loadRuns(out, out).records;
};
