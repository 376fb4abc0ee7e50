/** `latticebench slurm-task`: what the batch scripts of `run --executor slurm` call. Not for people. */
import { join } from "node:path";
import { Command } from "commander";
import { type ExitStatus, exitStatus, InputError } from "../../core/errors.js";
import type { BenchRecord } from "../../core/record.js";
import { requeue } from "../../harness/executors/slurm/client.js";
import { readSubmission } from "../../harness/executors/slurm/submission.js";
import { runTask } from "../../harness/executors/slurm/task.js";
import { handle } from "../command.js";

export function slurmTaskCommand(): Command {
	return new Command("slurm-task")
		.argument("<dir>", "folder of the run")
		.argument("<id>", "of the submission")
		.argument("<array>", "number of the array in the submission", Number)
		.action(handle(task));
}

async function task(
	run: string,
	id: string,
	array: number,
): Promise<ExitStatus> {
	const { env } = process;
	const index = Number(env.SLURM_ARRAY_TASK_ID ?? Number.NaN);
	if (!Number.isInteger(index))
		throw new InputError("slurm-task: expected to be a task of a job array");
	const name = `${env.SLURM_ARRAY_JOB_ID}_${index}`;
	const interrupt = new AbortController();
	// Cancelled, or its machine is wanted by others: Slurm decides whether it comes again.
	process.on("SIGTERM", () => interrupt.abort());
	let late = false;
	// Its own time is nearly over.
	process.on("SIGUSR2", () => {
		late = true;
		interrupt.abort();
	});
	const folder = join(run, "slurm", id);
	const say = (text: string): void => {
		process.stdout.write(`${text}\n`);
	};
	say(`${new Date().toISOString()} task ${name} begins`);
	const records = await runTask({
		...{ run, folder, array, index, name, say },
		environment: env,
		interrupt: interrupt.signal,
		kill: new AbortController().signal,
	});
	if (!late) return statusOf(records);
	const { machines } = readSubmission(folder);
	const before = Number(env.SLURM_RESTART_COUNT ?? 0);
	if (before >= machines.requeues) {
		say(`its time is over, after ${before} times in the queue`);
	} else if (await requeue(name)) {
		say("its time is over: it goes on when its turn comes again");
		// Slurm ends this attempt.
		await new Promise((resolve) => setTimeout(resolve, 60_000));
	} else {
		say("its time is over, and it cannot be put back into the queue");
	}
	return exitStatus.interrupted;
}

function statusOf(records: readonly BenchRecord[]): ExitStatus {
	const has = (...statuses: readonly string[]) =>
		records.some(({ status }) => statuses.includes(status));
	if (has("interrupted")) return exitStatus.interrupted;
	return has("failed", "timeout") ? exitStatus.failed : exitStatus.done;
}
