/** A task whose time is over goes on from its checkpoint. */
import { join } from "node:path";
import { recordsOf } from "../support/command.js";
import type { Cluster } from "./cluster.js";
import {
	type Check,
	call,
	empty,
	inPreparation,
	writeSuite,
} from "./support.js";

export async function signals(
	cluster: Cluster,
	folder: string,
	check: Check,
): Promise<void> {
	const steps = 30;
	const suite = writeSuite(
		folder,
		[{ label: "long", options: { steps, pause: 300 } }],
		{ machines: { sbatch: { time: 20 } } },
	);
	const out = join(folder, "out");
	const { text } = await call(cluster, [
		...["run", suite, "--out", out, "--executor", "slurm"],
	]);
	const job = /tasks of job (\d+)/.exec(text)?.[1] ?? "";
	const begun = await inPreparation(out);
	// What --signal=B:USR2 sends.
	cluster.ask("scancel", "--batch", "--signal=USR2", `${job}_0`);
	check("a task whose time is over is caught in its preparation", begun);
	check("it ends", await empty(cluster, 300));
	const [record] = recordsOf(out);
	const first = Number(record?.facts?.firstStep);
	check(
		"it went back into the queue and on from its checkpoint",
		record?.status === "completed" && first > 0 && first < steps,
		`first step of the last attempt: ${first}`,
	);
}
