/** Finds the submissions that have ended, and gives a record to each of their cells that left none. */
import { rmSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import type { BenchRecord } from "../../../core/record.js";
import {
	discardUnlessNeeded,
	targetSourceOf,
	wantsDraws,
} from "../../cell/target-source.js";
import { readPlan } from "../../follow/plan-file.js";
import { readTrail, writeTrail } from "../../follow/trail.js";
import { type Cell, questionOf } from "../../plan.js";
import type { Store } from "../../store/store.js";
import { successor } from "../../store/successor.js";
import { endingsOf, liveJobs } from "./client.js";
import { memoryAskedFor } from "./memory.js";
import {
	isSettled,
	type Jobs,
	readJobs,
	readSubmission,
	readTasks,
	settle,
	submissionsIn,
} from "./submission.js";
import { type Submitted, submit } from "./submit.js";
import { verdictOf } from "./verdict.js";

export interface LiveSubmission {
	readonly folder: string;
	readonly jobs: readonly string[];
	readonly arrays: number;
}

/** Submissions of which tasks wait or run. @param run folder of the run */
export async function liveSubmissions(
	run: string,
): Promise<readonly LiveSubmission[]> {
	const found: LiveSubmission[] = [];
	for (const folder of submissionsIn(run)) {
		if (isSettled(folder)) continue;
		const jobs = await liveJobs(readJobs(folder)?.arrays ?? []);
		if (jobs.length > 0)
			found.push({ folder, jobs, arrays: readSubmission(folder).arrays });
	}
	return found;
}

/**
 * Settles every submission of which no task waits or runs any more.
 * @returns those that go on
 */
export async function settleSubmissions(
	store: Store,
): Promise<readonly LiveSubmission[]> {
	const open = submissionsIn(store.folder).filter((path) => !isSettled(path));
	if (open.length === 0) return [];
	const live = await liveSubmissions(store.folder);
	const going = new Set(live.map(({ folder }) => folder));
	for (const folder of open) {
		if (going.has(folder)) continue;
		// What its cells have left since the folder was opened.
		await store.takeIn();
		const lost = await lostCells(folder, readJobs(folder), store.folder);
		const before = new Map(store.records().map((each) => [each.key, each]));
		await store.save(
			...lost.map((record) => successor(before.get(record.key), record)),
		);
		await settle(folder);
	}
	return live;
}

async function lostCells(
	folder: string,
	jobs: Jobs | undefined,
	run: string,
): Promise<readonly BenchRecord[]> {
	const { arrays, machines } = readSubmission(folder);
	const lost: BenchRecord[] = [];
	for (let array = 0; array < arrays; array++) {
		const job = jobs?.arrays[array];
		const tasks = readTasks(folder, array);
		const open = tasks.map((cells) =>
			cells.filter(({ key }) => isOpen(join(run, "cells", key))),
		);
		if (open.every((cells) => cells.length === 0)) continue;
		const endings = job === undefined ? undefined : await endingsOf(job);
		for (const [index, cells] of open.entries()) {
			for (const cell of cells) {
				const place = join(run, "cells", cell.key);
				const trail = readTrail(place);
				const log = relative(run, join(folder, `array-${array}-${index}.log`));
				const verdict = verdictOf(
					endings?.get(index),
					trail,
					log,
					memoryAskedFor(machines, cell),
				);
				lost.push({ ...questionOf(cell), ...verdict });
				if (trail?.state === "running")
					writeTrail(place, {
						...trail,
						state: "ended",
						status: verdict.status,
					});
				else rmSync(join(place, "trail.json"), { force: true });
			}
		}
	}
	return lost;
}

/** Whether nobody has said how the last attempt at a cell ended. */
function isOpen(folder: string): boolean {
	const state = readTrail(folder)?.state;
	return state === "queued" || state === "running";
}

/** Most times that cells are submitted again for want of draws of their target. */
const mostRounds = 2;

/**
 * Flows that were measured before a chain of their target had completed lack its draws. They are
 * evaluated again, as in a run on one machine.
 * @returns undefined where there are none
 */
export async function submitAgain(
	store: Store,
): Promise<Submitted | undefined> {
	const submissions = submissionsIn(store.folder);
	const last = submissions.at(-1);
	if (last === undefined) return undefined;
	const { schema: _, arrays: __, round, ...request } = readSubmission(last);
	if (round >= mostRounds) return undefined;
	const cells = new Map<string, Cell>();
	for (const folder of submissions)
		for (let array = 0; array < readSubmission(folder).arrays; array++)
			for (const cell of readTasks(folder, array).flat())
				cells.set(cell.key, cell);
	const run = {
		plan: readPlan(store.folder)?.cells ?? [],
		records: store.records(),
		folderOf: (key: string) => store.cellFolder(key),
	};
	const lacking: Cell[] = [];
	for (const record of run.records) {
		const cell = cells.get(record.key);
		if (cell === undefined) continue;
		const source = targetSourceOf(cell, run);
		const place = store.cellFolder(cell.key);
		if (wantsDraws(record, source, place)) lacking.push(cell);
		else await discardUnlessNeeded(record, source, place);
	}
	if (lacking.length === 0) return undefined;
	return submit(lacking, resolve(store.folder), {
		...request,
		round: round + 1,
	});
}

/** The name of a submission for people. */
export function submissionName({ folder, jobs }: LiveSubmission): string {
	return `${jobs.length === 1 ? "job" : "jobs"} ${jobs.join(", ")} (${basename(folder)})`;
}
