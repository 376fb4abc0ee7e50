/** A job of a partition with a higher priority takes the node away; the cell goes on when it is over. */
import { join } from "node:path";
import { recordsOf, runApart } from "../support/command.js";
import type { Cluster } from "./cluster.js";
import {
	type Check,
	call,
	empty,
	inPreparation,
	numbersOf,
	writeSuite,
} from "./support.js";

export async function preemption(
	cluster: Cluster,
	folder: string,
	check: Check,
): Promise<void> {
	const steps = 30;
	const suite = writeSuite(folder, [
		{ label: "long", options: { steps, pause: 300 } },
	]);
	const out = join(folder, "out");
	const { text } = await call(cluster, [
		...["run", suite, "--out", out, "--executor", "slurm"],
	]);
	const job = /tasks of job (\d+)/.exec(text)?.[1] ?? "";
	check("the cell is in its preparation", await inPreparation(out));
	cluster.ask(
		"sbatch",
		...["--partition=urgent", "--exclusive", "--output=/dev/null"],
		...["--wrap", "sleep 2"],
	);
	check("all jobs end", await empty(cluster, 300));
	const restarts = /Restarts=(\d+)/.exec(
		cluster.ask("scontrol", "show", "job", `${job}_0`),
	)?.[1];
	check("the cell was pre-empted", restarts === "1", `restarts: ${restarts}`);
	const [record] = recordsOf(out);
	const first = Number(record?.facts?.firstStep);
	check(
		"it went on from its checkpoint",
		record?.status === "completed" && first > 0 && first < steps,
		`first step of the last attempt: ${first}`,
	);
	const local = join(folder, "local");
	await runApart(["run", suite, "--out", local, "--quiet"]);
	check(
		"its numbers are those of a run that nobody disturbed",
		numbersOf(out).get("long 1") === numbersOf(local).get("long 1"),
	);
}
