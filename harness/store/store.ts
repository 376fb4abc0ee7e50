/**
 * The folder of a run: suite.yaml, records.jsonl and cells/<key>/. Records are rewritten as a
 * whole, to a temporary file that is flushed and renamed, so the file is always complete.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import {
	exitStatus,
	firstIssue,
	InputError,
	messageOf,
} from "../../core/errors.js";
import { makeFolder, writeAtomic } from "../../core/files.js";
import { type BenchRecord, recordSchema } from "../../core/record.js";
import type { Cell } from "../plan.js";
import { codeOf, explainFileError } from "./file-errors.js";
import { ownFolder, sweep } from "./folders.js";
import { acquireLock, type Lock } from "./lock.js";
import { summarised } from "./summarised.js";

export type WriteFile = (path: string, text: string) => Promise<void>;

export interface Store {
	readonly folder: string;
	/** The latest record of every question, in order of first appearance. */
	records(): readonly BenchRecord[];
	/** The record of a cell that need not be run again. */
	finished(cell: Cell): BenchRecord | undefined;
	/** Adds a record or replaces the one with the same key, and flushes. */
	save(record: BenchRecord): Promise<void>;
	/** The cell's own folder. Created if it does not exist. */
	cellFolder(key: string): string;
	/** Writes a small file beside the records, atomically. */
	write(name: string, text: string): Promise<void>;
	/** Moves records of the same cells under other settings aside. Returns how many there were. */
	setAside(cells: readonly Cell[]): Promise<number>;
	close(): Promise<void>;
}

const recordsName = "records.jsonl";

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
		return createStore(folder, records, options.writeFile ?? writeAtomic, lock);
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
		if (!lock.held())
			throw new InputError(
				`cannot write ${path}: another run took the folder over`,
				exitStatus.failed,
			);
		try {
			await writeFile(path, text);
		} catch (error) {
			const kept = existsSync(join(folder, recordsName))
				? `; the ${lines.size} records written before are intact`
				: "";
			throw new InputError(
				`${explainFileError("cannot write", path, error)}${kept}`,
				codeOf(error) === "ENOSPC" ? exitStatus.failed : exitStatus.usage,
			);
		}
	};
	return {
		folder,
		records: () => [...lines.values()],
		finished: (cell) => {
			const record = lines.get(cell.key);
			return record?.status === "completed" || record?.status === "skipped"
				? record
				: undefined;
		},
		save: async (record) => {
			const next = new Map(lines).set(record.key, record);
			await write(recordsName, toLines([...next.values()]));
			lines = next;
		},
		cellFolder: (key) => {
			if (!existsSync(folder)) throw folderIsGone(folder);
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

/** For `run`, which is the only command that can put records aside. */
export const freshAdvice =
	"mend or remove that line, or use --fresh to put all aside";

/**
 * The records of a folder. Empty if there is no file. A byte-order mark is no part of it.
 * @param advice what the user may do about a line that cannot be read
 * @param skip told of each line that cannot be read, for those who go on without it
 * @throws InputError that names the line if one cannot be read and nobody skips it; the file stays as it is
 */
export function readRecords(
	folder: string,
	advice = "mend or remove that line",
	skip?: (trouble: string) => void,
): readonly BenchRecord[] {
	const path = join(folder, recordsName);
	if (!existsSync(path)) return [];
	let text: string;
	try {
		text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
	} catch (error) {
		throw new InputError(explainFileError("cannot read", path, error));
	}
	const lines = text.split("\n");
	if (lines.at(-1) === "") lines.pop();
	return lines.flatMap((line, index) => {
		try {
			return parseRecord(
				line,
				`${path}:${index + 1}`,
				`the file was left as it is: ${advice}`,
			);
		} catch (error) {
			if (skip === undefined || !(error instanceof InputError)) throw error;
			skip(error.message);
			return [];
		}
	});
}

function parseRecord(line: string, where: string, advice: string): BenchRecord {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch (error) {
		throw new InputError(
			`${where}:1: not a record (${messageOf(error)}); ${advice}`,
		);
	}
	const schema =
		typeof value === "object" && value !== null && "schema" in value
			? value.schema
			: undefined;
	if (typeof schema === "number" && schema > 1)
		throw new InputError(
			`${where}:1: the record has schema ${schema} and this version knows schema 1; use a newer latticebench`,
		);
	// Kept as it was written, so that writing it again changes nothing.
	if (recordSchema.safeParse(summarised(value)).success)
		return value as BenchRecord;
	const parsed = recordSchema.safeParse(value);
	if (parsed.success) return value as BenchRecord;
	throw new InputError(
		`${where}:1: not a record (${firstIssue(parsed.error)}); ${advice}`,
	);
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
