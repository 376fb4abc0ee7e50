/** Runs a loaded suite, and writes its records and its report. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Comparison } from "../core/comparison.js";
import { type ExitStatus, exitStatus, InputError } from "../core/errors.js";
import type { BenchRecord } from "../core/record.js";
import * as executors from "../harness/executors/registry.js";
import {
	settleSubmissions,
	submissionName,
} from "../harness/executors/slurm/settle.js";
import { planCells, selectCells } from "../harness/plan.js";
import type { RunOutcome } from "../harness/run.js";
import type { Store } from "../harness/store/store.js";
import { formatSuite } from "../suites/format.js";
import type { LoadedSuite } from "../suites/load.js";
import { mergeMachines } from "../suites/machines.js";
import { loadProfile } from "../suites/profile.js";
import { openBackend } from "../tensor/backend.js";
import type { BackendChoice } from "../tensor/device.js";
import { afterSubmission } from "./files/after-submission.js";
import { runInFolder } from "./run-in-folder.js";
import { thisProgram } from "./this-program.js";

export interface RunOptions {
	readonly out?: string;
	readonly backend: BackendChoice;
	/** Absent: as many as there are processors. */
	readonly threads?: number;
	readonly only: readonly string[];
	readonly fresh: boolean;
	/** Cells side by side on this machine; 1 if absent. */
	readonly jobs?: number;
	/** Whether to try again what would fail again. */
	readonly retry?: boolean;
	readonly executor: string;
	/** A profile file for an executor whose cells run elsewhere. */
	readonly machines?: string;
	/** Whether to wait until they have ended. */
	readonly wait?: boolean;
	readonly quiet: boolean;
}

/**
 * Runs the cells of a suite that no earlier run in the folder has answered, and writes the report.
 * @throws InputError for options that fit nothing
 */
export async function runLoaded(
	loaded: LoadedSuite,
	options: RunOptions,
): Promise<ExitStatus> {
	const { suite } = loaded;
	// A wrong label ends here, before anything is written.
	selectCells(planCells(suite), options.only);
	const executor = Object.values(executors).find(
		({ name }) => name === options.executor,
	);
	if (executor === undefined)
		throw new InputError(`--executor ${options.executor}: there is none`);
	if (executor === executors.inline && options.jobs !== undefined)
		throw new InputError(
			"--jobs with --executor inline: its cells run one after another; expected --executor local",
		);
	// A backend that does not work here also ends here. `auto` always finds one.
	if (options.backend !== "auto" && executor.detached === undefined)
		await openBackend(options.backend);
	const machines =
		options.machines === undefined
			? suite.machines
			: mergeMachines(suite.machines, loadProfile(options.machines));
	return runInFolder(
		options.out ?? defaultFolder(loaded.name),
		{
			suite,
			only: options.only,
			executor,
			settings: { backend: options.backend, threads: threadsOf(options) },
			...(options.jobs === undefined ? {} : { jobs: options.jobs }),
			retry: options.retry === true,
			remote: {
				machines,
				...(options.threads === undefined ? {} : { threads: options.threads }),
				program: thisProgram(),
				say: (text) => process.stdout.write(`${text}\n`),
			},
			command: ["latticebench", ...process.argv.slice(2)],
			fresh: options.fresh,
			quiet: options.quiet,
			async ready(store) {
				const live = await settleSubmissions(store);
				if (live.length > 0 && executor.detached === undefined)
					throw new InputError(
						`--out ${store.folder}: its cells run in Slurm (${live.map(submissionName).join("; ")}); wait for them (status), or scancel them`,
					);
			},
		},
		async (outcome, store) => {
			if (executor.detached) {
				await store.close();
				return afterSubmission(store.folder, options.wait === true);
			}
			const comparison = await finish(store, outcome, suite, options);
			return statusOf(outcome, comparison);
		},
	);
}

/** Processors are divided between cells that run side by side. */
function threadsOf({ threads, jobs = 1 }: RunOptions): number {
	return threads ?? Math.max(1, Math.floor(availableParallelism() / jobs));
}

async function finish(
	store: Store,
	outcome: RunOutcome,
	suite: LoadedSuite["suite"],
	options: RunOptions,
): Promise<Comparison | undefined> {
	if (store.records().length === 0) {
		process.stderr.write("nothing was measured, so there is no report\n");
		return undefined;
	}
	// The charts take a while to load, and nothing before this needs them.
	const { writeReports } = await import("./files/write-reports.js");
	const { summary, comparison } = await writeReports(
		store,
		suite.title,
		formatSuite(suite),
	);
	if (!options.quiet) process.stderr.write(`\n${summary}\n`);
	if (outcome.interrupted)
		process.stderr.write(
			`interrupted; the same command with --out ${store.folder} goes on from here\n`,
		);
	process.stdout.write(`report: ${join(store.folder, "report.html")}\n`);
	return comparison;
}

/** A failed check and two samplers that disagree count alike: something is wrong. */
function statusOf(
	{ records, interrupted }: RunOutcome,
	comparison: Comparison | undefined,
): ExitStatus {
	if (interrupted) return exitStatus.interrupted;
	const broken = (record: BenchRecord): boolean =>
		record.status === "failed" || record.status === "timeout";
	if (records.some(broken)) return exitStatus.failed;
	const disagrees = (record: BenchRecord): boolean =>
		Object.values(record.checks ?? {}).some(
			({ verdict }) => verdict === "fail",
		);
	const pairs = comparison?.targets.flatMap((target) => target.pairs) ?? [];
	return records.some(disagrees) ||
		pairs.some(({ verdict }) => verdict === "fail")
		? exitStatus.regression
		: exitStatus.done;
}

/** runs/<suite>-<time>, with the time in UTC and without characters that file systems dislike. */
function defaultFolder(name: string): string {
	const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, "");
	const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, "-") || "suite";
	if (name.length > 100) throw new InputError("give the run a folder: --out");
	return join("runs", `${safe}-${stamp}`);
}
