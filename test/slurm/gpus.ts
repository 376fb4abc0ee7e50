/** One GPU for each cell, of the two that the node has. */
import { join } from "node:path";
import { recordsOf } from "../support/command.js";
import type { Cluster } from "./cluster.js";
import { type Check, call, empty, logsOf, writeSuite } from "./support.js";

const cells = 4;

export async function gpus(
	cluster: Cluster,
	folder: string,
	check: Check,
): Promise<void> {
	const suite = writeSuite(
		folder,
		[
			{
				label: "tiny",
				options: { steps: 10, pause: 100 },
				seeds: Array.from({ length: cells }, (_, i) => i + 1),
			},
		],
		{
			machines: {
				sbatch: { "cpus-per-task": 1, gres: "gpu:1" },
				before: ['echo "devices: $CUDA_VISIBLE_DEVICES"'],
			},
		},
	);
	const out = join(folder, "out");
	await call(cluster, ["run", suite, "--out", out, "--executor", "slurm"]);
	check("all jobs end", await empty(cluster, 300));
	const done = recordsOf(out).filter(({ status }) => status === "completed");
	check(`${cells} records are collected`, done.length === cells);
	const given = logsOf(out).map(
		(text) => /^devices: (.*)$/m.exec(text)?.[1] ?? "none",
	);
	check(
		"every cell has one GPU of its own, and both are in use",
		given.length === cells && [...new Set(given)].sort().join() === "0,1",
		given.join(" "),
	);
}
