/**
 * The folder of a run: suite.yaml, records.jsonl and cells/<key>/. Records are rewritten as a
 * whole, to a temporary file that is flushed and renamed, so the file is always complete. Whoever opens
 * the folder takes in what cells on other machines have left in theirs.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { exitStatus, InputError } from "../../core/errors.js";
import { explainFileError, isOfDisk } from "../../core/file-errors.js";
import { makeFolder, writeAtomic } from "../../core/files.js";
import type { BenchRecord } from "../../core/record.js";
import type { Cell } from "../plan.js";
import { ownFolder, sweep } from "./folders.js";
import { leftRecords, removeLeft } from "./left-records.js";
import { acquireLock, type Lock } from "./lock.js";
import { freshAdvice, readRecords, recordsName } from "./read-records.js";
import { isFinished, successor } from "./successor.js";

export type WriteFile = (path: string, text: string) => Promise<void>;

export interface Store {
	readonly folder: string;
	/** Aborted when another run has taken the folder over; nothing can be written any more. */
	readonly lost: AbortSignal;
	/** The latest record of every question, in order of first appearance. */
	records(): readonly BenchRecord[];
	/** The record of a cell that need not be run again. */
	finished(cell: Cell): BenchRecord | undefined;
	/** Adds records or replaces those with the same keys, and flushes once. */
	save(...records: readonly BenchRecord[]): Promise<void>;
	/**
	 * Takes in what cells on other machines have left in their folders (left-records.ts).
	 * @returns the records
	 */
	takeIn(): Promise<readonly BenchRecord[]>;
	/** The cell's own folder. Created if it does not exist. */
	cellFolder(key: string): string;
	/** Writes a small file beside the records, atomically. */
	write(name: string, text: string): Promise<void>;
	/** Moves records of the same cells under other settings aside. Returns how many there were. */
	setAside(cells: readonly Cell[]): Promise<number>;
	close(): Promise<void>;
}

export interface StoreOptions {
	/** Whether to put earlier records and checkpoints aside and start again. */
	readonly fresh: boolean;
	/** How files are written. Tests pass a disk that is full. */
	readonly writeFile?: WriteFile;
}

/**
 * Opens and locks a folder.
 * @throws InputError if it cannot be written, is in use, or holds records that cannot be read
 */
export async function openStore(
	folder: string,
	options: StoreOptions,
): Promise<Store> {
	try {
		makeFolder(folder);
		// A file of this name is refused.
		readdirSync(folder);
	} catch (error) {
		throw new InputError(explainFileError("--out", folder, error));
	}
	const lock = await acquireLock(folder);
	try {
		ownFolder(join(folder, "cells"));
		if (options.fresh) await startAfresh(folder);
		await sweep(folder);
		const records = readRecords(folder, freshAdvice);
		const writeFile = options.writeFile ?? writeAtomic;
		const store = createStore(folder, records, writeFile, lock);
		await store.takeIn();
		return store;
	} catch (error) {
		await lock.release();
		throw error;
	}
}

function createStore(
	folder: string,
	initial: readonly BenchRecord[],
	writeFile: WriteFile,
	lock: Lock,
): Store {
	let lines = new Map(initial.map((record) => [record.key, record]));
	const write = async (name: string, text: string): Promise<void> => {
		const path = join(folder, name);
		if (!existsSync(folder)) throw folderIsGone(folder);
		// Another run may have taken over while this process was suspended. Its records must stay.
		if (!lock.held()) throw folderIsTaken(path);
		try {
			await writeFile(path, text);
		} catch (error) {
			const kept = existsSync(join(folder, recordsName))
				? `; the ${lines.size} records written before are intact`
				: "";
			throw new InputError(
				`${explainFileError("cannot write", path, error)}${kept}`,
				isOfDisk(error) ? exitStatus.failed : exitStatus.usage,
			);
		}
	};
	// Cells that run side by side end at the same moment: one change comes after the other.
	let last: Promise<unknown> = Promise.resolve();
	const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
		const next = last.then(change, change);
		last = next;
		return next;
	};
	return {
		folder,
		lost: lock.lost,
		records: () => [...lines.values()],
		finished: (cell) => {
			const record = lines.get(cell.key);
			return record !== undefined && isFinished(record) ? record : undefined;
		},
		save: (...records) =>
			inTurn(async () => {
				const next = new Map(lines);
				for (const record of records) next.set(record.key, record);
				await write(recordsName, toLines([...next.values()]));
				lines = next;
			}),
		takeIn: async () => {
			const left = leftRecords(folder, freshAdvice);
			if (left.length === 0) return [];
			const next = new Map(lines);
			for (const { record } of left)
				next.set(record.key, successor(next.get(record.key), record));
			await write(recordsName, toLines([...next.values()]));
			lines = next;
			for (const { path } of left) await removeLeft(path);
			return left.map(({ record }) => record);
		},
		cellFolder: (key) => {
			if (!existsSync(folder)) throw folderIsGone(folder);
			if (!lock.held()) throw folderIsTaken(folder);
			return ownFolder(join(folder, "cells", key));
		},
		write,
		setAside: async (cells) => {
			const planned = new Map(cells.map((cell) => [nameOf(cell), cell.key]));
			const aside = [...lines.values()].filter((record) => {
				const key = planned.get(recordName(record));
				return key !== undefined && key !== record.key;
			});
			if (aside.length === 0) return 0;
			const path = join(folder, supersededName);
			const before = existsSync(path) ? readFileSync(path, "utf8") : "";
			await write(supersededName, before + toLines(aside));
			const next = new Map(lines);
			for (const record of aside) next.delete(record.key);
			await write(recordsName, toLines([...next.values()]));
			lines = next;
			return aside.length;
		},
		close: () => lock.release(),
	};
}

function folderIsGone(folder: string): InputError {
	return new InputError(
		`cannot write ${folder}: the folder was removed while the run was going on`,
		exitStatus.failed,
	);
}

function folderIsTaken(path: string): InputError {
	return new InputError(
		`cannot write ${path}: another run took the folder over`,
		exitStatus.failed,
	);
}

const supersededName = "records.superseded.jsonl";

function nameOf(cell: Cell): string {
	return JSON.stringify([cell.target.label, cell.sampler.label, cell.seed]);
}

function recordName(record: BenchRecord): string {
	return JSON.stringify([
		record.action.label,
		record.sampler.label,
		record.seed,
	]);
}

function toLines(records: readonly BenchRecord[]): string {
	return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** Deletes only checkpoints. The records move to a name that contains the time. */
async function startAfresh(folder: string): Promise<void> {
	const path = join(folder, recordsName);
	try {
		if (existsSync(path)) {
			const stamp = new Date().toISOString().replace(/[:.]/g, "-");
			await rename(path, join(folder, `records.${stamp}.jsonl`));
		}
		await rm(join(folder, "cells"), { recursive: true, force: true });
		ownFolder(join(folder, "cells"));
	} catch (error) {
		throw new InputError(explainFileError("--fresh", folder, error));
	}
}
