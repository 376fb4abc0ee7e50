/**
 * Runs cells as job arrays on a cluster with Slurm. The run's folder, on a file system that all machines
 * share, is the only truth: there is no server and no port.
 */
import { resolve } from "node:path";
import type { Executor } from "../../executor.js";
import { liveSubmissions } from "./settle.js";
import { readTasks } from "./submission.js";
import { submit } from "./submit.js";

export const slurm: Executor = {
	name: "slurm",
	label: "job arrays on a cluster with Slurm",
	detached: true,
	async run(cells, { folder, settings, remote }) {
		if (remote === undefined) throw new Error("no settings for other machines");
		const run = resolve(folder);
		const { say, machines, threads, program } = remote;
		const busy = new Set(
			(await liveSubmissions(run)).flatMap(({ folder: place, arrays }) =>
				Array.from({ length: arrays }, (_, n) => readTasks(place, n))
					.flat(2)
					.map(({ key }) => key),
			),
		);
		const waiting = cells.filter(({ key }) => !busy.has(key));
		if (busy.size > 0)
			say(
				`${cells.length - waiting.length} cells are in Slurm's queue already`,
			);
		if (waiting.length === 0) return say("nothing to submit");
		const { jobs, tasks } = await submit(waiting, run, {
			machines,
			backend: settings.backend,
			...(threads === undefined ? {} : { threads }),
			program: [...program],
			argv: [...settings.facts.argv],
			round: 0,
		});
		say(
			`submitted ${waiting.length} cells as ${tasks} tasks of ${jobs.arrays.length === 1 ? "job" : "jobs"} ${jobs.arrays.join(", ")}; job ${jobs.collector} collects them`,
		);
	},
};
