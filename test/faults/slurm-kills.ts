/** The same inside a real Slurm: of processes of tasks and of the job that collects. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../../core/random.js";
import {
	type Cluster,
	missingPrograms,
	startCluster,
} from "../slurm/cluster.js";
import { call, empty } from "../slurm/support.js";
import { processesWith, signal } from "../support/processes.js";
import { looksLike, type Part, suiteIn, undisturbed } from "./support.js";

/** Seconds between kills, at most. */
const longest = 2;
/** Submissions of one run after the last kill. */
const mostSubmissions = 3;

export const slurmKills: Part = async (folder, check, settings) => {
	if (missingPrograms().length > 0) {
		console.log("       not tested, since Slurm is not installed");
		return;
	}
	const suite = suiteIn(folder, {
		machines: { sbatch: { "cpus-per-task": 1 } },
	});
	const expected = await undisturbed(suite, folder, check);
	mkdirSync(join(folder, "cluster"));
	const cluster = await startCluster(join(folder, "cluster"), 4, 16_000);
	try {
		const random = createRandom(settings.seed).fork("slurm");
		let [done, rounds, submissions, collectors] = [0, 0, 0, 0];
		while (done < settings.kills) {
			const out = join(folder, `run-${rounds++}`);
			for (let calm = 0; calm < mostSubmissions; ) {
				if (done === settings.kills) calm++;
				const submitted = await call(cluster, [
					...["run", suite, "--out", out, "--executor", "slurm"],
				]);
				submissions++;
				if (!submitted.text.includes("submitted")) break;
				while (done < settings.kills && !isIdle(cluster)) {
					await sleep(1000 * longest * random.uniform());
					const all = processesOf(cluster);
					const victim = all[Math.floor(random.uniform() * all.length)];
					if (victim === undefined) continue;
					const collects = namesOf(cluster).includes("latticebench-collect");
					if (!signal(victim, "SIGKILL")) continue;
					done++;
					if (collects) collectors++;
				}
				check("the queue empties", await empty(cluster, 300));
			}
			looksLike(expected, out, check, `in Slurm, run ${rounds}`);
			console.log(
				`       so far ${done} kills (${collectors} while the collector ran, the others in tasks) over ${submissions} submissions`,
			);
		}
	} finally {
		await cluster.stop();
	}
};

/** Processes inside jobs of the cluster. */
function processesOf({ env }: Cluster): readonly number[] {
	const inJobs = new Set(processesWith("SLURM_JOB_NAME=latticebench"));
	for (const id of processesWith("SLURM_JOB_NAME=latticebench-collect"))
		inJobs.add(id);
	return processesWith(`SLURM_CONF=${env.SLURM_CONF}`).filter((id) =>
		inJobs.has(id),
	);
}

function namesOf(cluster: Cluster): string {
	try {
		return cluster.ask("squeue", "-h", "-t", "R", "-o", "%j");
	} catch {
		return "";
	}
}

function isIdle(cluster: Cluster): boolean {
	try {
		return cluster.ask("squeue", "-h") === "";
	} catch {
		return false;
	}
}
