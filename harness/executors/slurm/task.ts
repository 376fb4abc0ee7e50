/**
 * One task of an array: runs its cells one after another, each in a process of its own, and leaves their
 * records in their folders.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { InputError } from "../../../core/errors.js";
import type { BenchRecord } from "../../../core/record.js";
import {
	discardUnlessNeeded,
	targetSourceOf,
	wantsDraws,
} from "../../cell/target-source.js";
import { describeHost } from "../../environment.js";
import type { CellSettings } from "../../executor.js";
import {
	type PlannedCell,
	planName,
	readPlan,
} from "../../follow/plan-file.js";
import { track } from "../../follow/tracker.js";
import { readTrail, writeTrail } from "../../follow/trail.js";
import type { Cell } from "../../plan.js";
import { ownFolder } from "../../store/folders.js";
import { leaveRecord, leftRecord } from "../../store/left-records.js";
import { acquireLock, type Lock } from "../../store/lock.js";
import { readRecords, recordsName } from "../../store/read-records.js";
import { isFinished, successor } from "../../store/successor.js";
import { runInProcess } from "../process.js";
import { memoryShare } from "./memory.js";
import { readSubmission, readTasks } from "./submission.js";

export interface TaskHost {
	/** Of the run. */
	readonly run: string;
	/** Of the submission. */
	readonly folder: string;
	readonly array: number;
	readonly index: number;
	/** Slurm's name of the task, such as "12_3". */
	readonly name: string;
	readonly environment: NodeJS.ProcessEnv;
	readonly interrupt: AbortSignal;
	readonly kill: AbortSignal;
	say(text: string): void;
}

/** Seconds for which a cell that somebody else holds is waited for: an earlier attempt on a machine that went away. */
const patience = 120;

/** @returns the records; fewer than cells if it was interrupted */
export async function runTask(host: TaskHost): Promise<readonly BenchRecord[]> {
	const submission = readSubmission(host.folder);
	const cells = readTasks(host.folder, host.array)[host.index] ?? [];
	const given = Number(host.environment.SLURM_CPUS_ON_NODE ?? Number.NaN);
	const cores = availableParallelism();
	const memory = memoryOf(host.environment);
	const settings: CellSettings = {
		backend: submission.backend,
		threads:
			submission.threads ?? (given >= 1 ? Math.min(cores, given) : cores),
		facts: await describeHost(submission.argv),
		...(memory === undefined ? {} : { memory: memoryShare * memory }),
	};
	const scratch = scratchOf(submission.machines.scratch, host);
	const records: BenchRecord[] = [];
	try {
		for (const cell of cells) {
			if (host.interrupt.aborted) break;
			const folder = ownFolder(join(host.run, "cells", cell.key));
			const lock = await lockOf(folder);
			try {
				records.push(await runCellOf(cell, folder, settings, host));
			} finally {
				await lock.release();
			}
		}
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
	return records;
}

async function runCellOf(
	cell: Cell,
	folder: string,
	settings: CellSettings,
	host: TaskHost,
): Promise<BenchRecord> {
	const plan = existsSync(join(host.run, planName))
		? (readPlan(host.run)?.cells ?? [])
		: [];
	const known = recordsOfTarget(host.run, cell, plan);
	const before = known.find(({ key }) => key === cell.key);
	const targetSource = () =>
		targetSourceOf(cell, {
			plan,
			records: known,
			folderOf: (key) => join(host.run, "cells", key),
		});
	// A task that was put back into the queue at the very end has nothing left to do.
	if (
		before !== undefined &&
		isFinished(before) &&
		!wantsDraws(before, targetSource(), folder)
	) {
		const trail = readTrail(folder);
		if (trail !== undefined)
			writeTrail(folder, { ...trail, state: "ended", status: before.status });
		return before;
	}
	const tracker = track(folder, host.name);
	host.say(`${cell.target.label} / ${cell.sampler.label} / seed ${cell.seed}`);
	const record = await runInProcess(cell, {
		settings,
		interrupt: host.interrupt,
		kill: host.kill,
		cellFolder: () => folder,
		targetSource,
		progress: (_, report) => tracker.add(report),
	});
	if (
		record.status === "completed" ||
		before === undefined ||
		!isFinished(before)
	)
		await leaveRecord(folder, record);
	tracker.end(record.status);
	// A second evaluation that crashed is tried again from the same checkpoint.
	await discardUnlessNeeded(successor(before, record), targetSource(), folder);
	host.say(`  ${record.status}${record.reason ? `: ${record.reason}` : ""}`);
	return record;
}

/**
 * Records of the cell's target, its own among them. With hundreds of cells, reading all takes longer than
 * most cells.
 */
function recordsOfTarget(
	run: string,
	cell: Cell,
	plan: readonly PlannedCell[],
): readonly BenchRecord[] {
	const keys = plan
		.filter(({ target }) => target === cell.target.label)
		.map(({ key }) => key);
	const left = [...new Set([...keys, cell.key])].flatMap((key) => {
		try {
			return leftRecord(join(run, "cells", key)) ?? [];
		} catch (error) {
			if (error instanceof InputError) return [];
			throw error;
		}
	});
	const has = new Set(left.map(({ key }) => key));
	const collected = existsSync(join(run, recordsName))
		? readRecords(run, "", () => {})
		: [];
	return [...left, ...collected.filter(({ key }) => !has.has(key))];
}

async function lockOf(folder: string): Promise<Lock> {
	const end = Date.now() + 1000 * patience;
	for (;;) {
		try {
			return await acquireLock(folder);
		} catch (error) {
			if (!(error instanceof InputError) || Date.now() > end) throw error;
			await sleep(2000);
		}
	}
}

/** Bytes that Slurm gives to the task. */
function memoryOf(environment: NodeJS.ProcessEnv): number | undefined {
	const { SLURM_MEM_PER_NODE, SLURM_MEM_PER_CPU, SLURM_CPUS_ON_NODE } =
		environment;
	const megabytes =
		SLURM_MEM_PER_NODE === undefined
			? Number(SLURM_MEM_PER_CPU) * Number(SLURM_CPUS_ON_NODE)
			: Number(SLURM_MEM_PER_NODE);
	return megabytes > 0 ? megabytes * 2 ** 20 : undefined;
}

/** A new folder on the node, which cells find as TMPDIR. Variables in its place are those of the node. */
function scratchOf(place: string | undefined, host: TaskHost): string {
	const folder = (place ?? tmpdir()).replaceAll(
		/\$\{?(\w+)\}?/g,
		(_, name: string) => host.environment[name] ?? "",
	);
	mkdirSync(folder, { recursive: true });
	const scratch = mkdtempSync(join(folder, `latticebench-${host.name}-`));
	process.env.TMPDIR = scratch;
	return scratch;
}
