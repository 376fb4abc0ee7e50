/** Submits cells: one array for each set of options, cut where an array is too large, and a collector. */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stableJson } from "../../../core/identity.js";
import {
	collectorOptions,
	optionsFor,
	type SbatchOptions,
} from "../../../suites/machines.js";
import { readTrail, writeTrail } from "../../follow/trail.js";
import type { Cell } from "../../plan.js";
import { ownFolder } from "../../store/folders.js";
import { arrayLimit, cancel, sbatch } from "./client.js";
import { arrayOptions, batchScript, collectorArguments } from "./script.js";
import {
	type Jobs,
	type Submission,
	type Tasks,
	writeJobs,
	writeSubmission,
	writeTasks,
} from "./submission.js";

export interface Submitted {
	readonly jobs: Jobs;
	readonly tasks: number;
}

/**
 * @param run absolute path of the run's folder
 * @throws InputError with what Slurm says; nothing is left in its queue then
 */
export async function submit(
	cells: readonly Cell[],
	run: string,
	request: Omit<Submission, "schema" | "arrays">,
): Promise<Submitted> {
	const { machines, program } = request;
	const limit = await arrayLimit();
	const arrays = arraysOf(cells, request, limit);
	const time = new Date().toISOString().replace(/[-:.]/g, "");
	const id = `${time}-${randomBytes(3).toString("hex")}`;
	ownFolder(join(run, "slurm"));
	const folder = ownFolder(join(run, "slurm", id));
	const name = "latticebench";
	for (const [index, { tasks }] of arrays.entries()) {
		await writeTasks(folder, index, tasks);
		await writeFile(
			join(folder, `array-${index}.sh`),
			batchScript(machines.before, [
				...[...program, "slurm-task", run, id, String(index)],
			]),
		);
	}
	await writeFile(
		join(folder, "collect.sh"),
		batchScript(machines.before, [
			...[...program, "collect", run, "--again", "--quiet"],
		]),
	);
	await writeSubmission(folder, {
		schema: 1,
		...request,
		arrays: arrays.length,
	});
	markQueued(cells, run);
	const jobs: string[] = [];
	try {
		for (const [index, { tasks, options }] of arrays.entries()) {
			const log = join(folder, `array-${index}`);
			jobs.push(
				await sbatch(
					arrayOptions(options, tasks.length, machines.atOnce, log, name),
					join(folder, `array-${index}.sh`),
				),
			);
			await writeJobs(folder, { arrays: jobs });
		}
		const collector = await sbatch(
			collectorArguments(
				collectorOptions(machines),
				jobs,
				join(folder, "collect.log"),
				`${name}-collect`,
			),
			join(folder, "collect.sh"),
		);
		await writeJobs(folder, { arrays: jobs, collector });
		return {
			jobs: { arrays: jobs, collector },
			tasks: arrays.reduce((sum, { tasks }) => sum + tasks.length, 0),
		};
	} catch (error) {
		await cancel(jobs);
		rmSync(folder, { recursive: true, force: true });
		markIdle(cells, run);
		throw error;
	}
}

interface TaskArray {
	readonly options: SbatchOptions;
	readonly tasks: Tasks;
}

function arraysOf(
	cells: readonly Cell[],
	{ machines, threads }: Pick<Submission, "machines" | "threads">,
	limit: number,
): readonly TaskArray[] {
	const groups = new Map<string, { options: SbatchOptions; cells: Cell[] }>();
	for (const cell of cells) {
		const options = {
			...(threads === undefined ? {} : { "cpus-per-task": threads }),
			...optionsFor(machines, {
				target: cell.target.label,
				sampler: cell.sampler.label,
				seed: cell.seed,
			}),
		};
		const key = stableJson(options);
		const others = groups.get(key)?.cells ?? [];
		groups.set(key, { options, cells: [...others, cell] });
	}
	return [...groups.values()].flatMap(({ options, cells: members }) =>
		inPieces(inPieces(members, machines.perTask), limit).map((tasks) => ({
			options,
			tasks,
		})),
	);
}

function inPieces<T>(list: readonly T[], size: number): T[][] {
	const pieces: T[][] = [];
	for (let i = 0; i < list.length; i += size)
		pieces.push(list.slice(i, i + size));
	return pieces;
}

/** Before they are submitted: a task may begin at once. */
function markQueued(cells: readonly Cell[], run: string): void {
	const now = new Date().toISOString();
	for (const { key } of cells)
		writeTrail(ownFolder(join(run, "cells", key)), {
			schema: 1,
			state: "queued",
			queued: now,
			updated: now,
			points: [],
		});
}

function markIdle(cells: readonly Cell[], run: string): void {
	for (const { key } of cells) {
		const folder = join(run, "cells", key);
		if (readTrail(folder)?.state === "queued")
			rmSync(join(folder, "trail.json"), { force: true });
	}
}
