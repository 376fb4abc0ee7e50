/** Many tiny cells in one go. */
import { join } from "node:path";
import { recordsOf } from "../support/command.js";
import type { Cluster } from "./cluster.js";
import { type Check, call, empty, writeSuite } from "./support.js";

export async function many(
	cluster: Cluster,
	folder: string,
	cells: number,
	check: Check,
): Promise<void> {
	const seeds = Array.from({ length: cells }, (_, i) => i + 1);
	const suite = writeSuite(folder, [{ label: "tiny", seeds }], {
		draws: 200,
		machines: { sbatch: { "cpus-per-task": 1 } },
	});
	const out = join(folder, "out");
	const begin = performance.now();
	const seconds = () => (performance.now() - begin) / 1000;
	const { text } = await call(cluster, [
		...["run", suite, "--out", out, "--executor", "slurm"],
	]);
	const submitted = seconds();
	check(
		`${cells} tiny cells are submitted`,
		text.includes("submitted"),
		text.split("\n")[0],
	);
	check("all jobs end", await empty(cluster, 60 + 8 * cells));
	const whole = seconds();
	const records = recordsOf(out);
	const done = records.filter(({ status }) => status === "completed").length;
	const measured = records.reduce(
		(sum, { cost }) =>
			sum +
			Object.values(cost ?? {}).reduce((all, phase) => all + phase.seconds, 0),
		0,
	);
	check(`${cells} records are collected`, done === cells, `${done}`);
	console.log(
		`       submitted in ${submitted.toFixed(1)} s, collected after ${whole.toFixed(1)} s: ${(whole / cells).toFixed(2)} s a cell on 4 slots, of which ${(measured / cells).toFixed(3)} s were measured`,
	);
}
