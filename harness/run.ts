/**
 * A run: suite -> plan -> cells -> records.
 *
 *   1 plan the cells and select
 *   2 keep those that have an answer
 *   3 run the others, one process each, and save each record at once
 *   4 evaluate again what lacked draws of its target, or had those of another chain
 *   5 summarise
 *
 * Only records leave this function. Other code shows them to people.
 */
import type { BenchRecord } from "../core/record.js";
import type { Suite } from "../suites/suite.js";
import {
	discardUnlessNeeded,
	targetSourceOf,
	wantsDraws,
} from "./cell/target-source.js";
import type {
	CellSettings,
	Executor,
	ExecutorHost,
	ProgressReport,
	RemoteSettings,
} from "./executor.js";
import { memoryLimit } from "./executors/memory.js";
import { memoryAskedFor } from "./executors/slurm/memory.js";
import { planName, planText, readPlan } from "./follow/plan-file.js";
import { type Tracker, track } from "./follow/tracker.js";
import { type Cell, planCells, selectCells } from "./plan.js";
import { reasonNotToRetry } from "./retry.js";
import type { Store } from "./store/store.js";

export interface RunRequest {
	readonly suite: Suite;
	/** Labels of targets and samplers; none means all. */
	readonly only: readonly string[];
	readonly executor: Executor;
	readonly settings: CellSettings;
	/** Cells that run side by side on this machine; 1 if absent. */
	readonly jobs?: number;
	/** Whether to try again what would fail again (retry.ts). */
	readonly retry?: boolean;
	/** For executors that are `detached`. */
	readonly remote?: RemoteSettings;
	readonly interrupt: AbortSignal;
	readonly kill: AbortSignal;
}

/** Events of a run, for an observer. */
export interface RunObserver {
	planned(plan: {
		readonly cells: number;
		readonly kept: number;
		readonly setAside: number;
		/** Records in the folder that the suite, as it is now, does not ask for. */
		readonly others: number;
		/** Cells that failed before and are not tried again, and why. */
		readonly hopeless: readonly {
			readonly cell: Cell;
			readonly why: string;
		}[];
	}): void;
	started(cell: Cell): void;
	progress(cell: Cell, report: ProgressReport): void;
	finished(cell: Cell, record: BenchRecord): void;
}

export interface RunOutcome {
	/** The records of this run's cells, including kept ones, in the order of the plan. */
	readonly records: readonly BenchRecord[];
	readonly interrupted: boolean;
}

export async function runSuite(
	request: RunRequest,
	store: Store,
	observer: RunObserver,
): Promise<RunOutcome> {
	// 1
	const all = planCells(request.suite);
	const asked = new Set(all.map((cell) => cell.key));
	const cells = selectCells(all, request.only);
	await store.write(
		planName,
		planText(
			request.suite.title,
			all,
			new Set(cells.map(({ key }) => key)),
			readPlan(store.folder),
		),
	);
	// 2
	const setAside = await store.setAside(cells);
	const open = cells.filter((cell) => store.finished(cell) === undefined);
	const hopeless =
		request.retry === true ? [] : hopelessOf(open, request, store);
	const givenUp = new Set(hopeless.map(({ cell }) => cell.key));
	const waiting = open.filter(({ key }) => !givenUp.has(key));
	observer.planned({
		cells: cells.length,
		kept: cells.length - waiting.length,
		hopeless,
		setAside,
		others: store.records().filter(({ key }) => !asked.has(key)).length,
	});
	const plan = all.map(({ key, target, seed }) => ({
		key,
		target: target.label,
		seed,
	}));
	const targetSource = (cell: Cell) =>
		targetSourceOf(cell, {
			plan,
			records: store.records(),
			folderOf: (key) => store.cellFolder(key),
		});
	/**
	 * Checkpoints from which no cell goes on, such as those of a process that was killed after it had saved its
	 * record.
	 */
	const discardOthers = async () => {
		for (const cell of cells) {
			const record = store.finished(cell);
			if (record !== undefined)
				await discardUnlessNeeded(
					record,
					targetSource(cell),
					store.cellFolder(cell.key),
				);
		}
	};
	await discardOthers();
	// 3
	const trackers = new Map<string, Tracker>();
	const host: ExecutorHost = {
		settings: request.settings,
		...(request.jobs === undefined ? {} : { jobs: request.jobs }),
		folder: store.folder,
		...(request.remote === undefined ? {} : { remote: request.remote }),
		interrupt: request.interrupt,
		kill: request.kill,
		cellFolder: (key) => store.cellFolder(key),
		targetSource,
		started: (cell) => {
			trackers.set(cell.key, track(store.cellFolder(cell.key)));
			observer.started(cell);
		},
		progress: (cell, report) => {
			trackers.get(cell.key)?.add(report);
			observer.progress(cell, report);
		},
		finished: async (cell, record) => {
			// An evaluation that could not be repeated takes nothing away from the one before.
			if (record.status === "completed" || store.finished(cell) === undefined)
				await store.save(record);
			trackers.get(cell.key)?.end(record.status);
			observer.finished(cell, record);
			return store.finished(cell) ?? record;
		},
	};
	const lacking = () =>
		cells.filter((cell) => {
			const record = store.finished(cell);
			return (
				record !== undefined &&
				wantsDraws(record, targetSource(cell), store.cellFolder(cell.key))
			);
		});
	const { executor } = request;
	if (executor.detached) {
		await executor.run([...waiting, ...lacking()], host);
	} else {
		await executor.run(waiting, host);
		// 4
		const again = lacking();
		if (again.length > 0) await executor.run(again, host);
		await discardOthers();
	}
	// 5
	const keys = new Set(cells.map((cell) => cell.key));
	return {
		records: store.records().filter((record) => keys.has(record.key)),
		interrupted: request.interrupt.aborted,
	};
}

function hopelessOf(
	cells: readonly Cell[],
	{ settings, remote, executor }: RunRequest,
	store: Store,
): readonly { readonly cell: Cell; readonly why: string }[] {
	const records = new Map(
		store.records().map((record) => [record.key, record]),
	);
	return cells.flatMap((cell) => {
		const record = records.get(cell.key);
		const why =
			record &&
			reasonNotToRetry(record, {
				program: settings.facts,
				memory:
					executor.detached && remote !== undefined
						? memoryAskedFor(remote.machines, cell)
						: memoryLimit(cell, settings.memory),
			});
		return why === undefined ? [] : [{ cell, why }];
	});
}
