/**
 * What `run` does after it has submitted its cells: it says how to follow them, or waits for their end.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type ExitStatus, exitStatus } from "../../core/errors.js";
import { liveSubmissions } from "../../harness/executors/slurm/settle.js";
import {
	isSettled,
	submissionsIn,
} from "../../harness/executors/slurm/submission.js";
import { summaryOf } from "../../reports/live/page.js";
import { liveRunOf } from "../live-run.js";

/** Seconds between looks at the folder, and after which Slurm is asked whether anybody still collects. */
const look = 2;
const doubt = 60;

export async function afterSubmission(
	folder: string,
	wait: boolean,
): Promise<ExitStatus> {
	if (!wait) {
		process.stdout.write(`follow them with: latticebench status ${folder}\n`);
		return exitStatus.done;
	}
	let said = "";
	let quiet = 0;
	while (submissionsIn(folder).some((path) => !isSettled(path))) {
		const { lead } = summaryOf(liveRunOf(folder));
		quiet = lead === said ? quiet + look : 0;
		if (quiet === 0) process.stderr.write(`${lead}\n`);
		said = lead;
		// Whoever should have collected was cancelled.
		if (quiet >= doubt && (await liveSubmissions(folder)).length === 0) break;
		await sleep(1000 * look);
	}
	const { cells } = liveRunOf(folder);
	process.stdout.write(`latticebench status ${folder}\n`);
	return cells.every(({ kind }) => kind === "done")
		? exitStatus.done
		: exitStatus.failed;
}
