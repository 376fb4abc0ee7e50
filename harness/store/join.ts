/** Joins the records and the cells' folders of several runs of one suite. */
import { existsSync, lstatSync, readdirSync } from "node:fs";
import { cp, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { isTemporary, temporaryBeside } from "../../core/files.js";
import { stableJson } from "../../core/identity.js";
import type { BenchRecord } from "../../core/record.js";
import { isFinished } from "./successor.js";

export interface JoinedRun {
	readonly folder: string;
	readonly records: readonly BenchRecord[];
}

export interface Joined {
	readonly record: BenchRecord;
	/** The run that it comes from. */
	readonly folder: string;
}

/** Two runs that answered one question with different numbers. */
export interface Conflict {
	readonly first: Joined;
	readonly second: Joined;
}

/**
 * One record for each question. A finished one comes before one that is not, and equal ones are one.
 * Of two finished ones with different contents, the first stays in the list, and they are a conflict.
 */
export function joinRecords(runs: readonly JoinedRun[]): {
	readonly joined: readonly Joined[];
	readonly conflicts: readonly Conflict[];
} {
	const found = new Map<string, Joined>();
	const conflicts: Conflict[] = [];
	for (const { folder, records } of runs) {
		for (const record of records) {
			const second = { record, folder };
			const first = found.get(record.key);
			if (first === undefined || !isFinished(first.record)) {
				if (first === undefined || isFinished(record))
					found.set(record.key, second);
			} else if (
				isFinished(record) &&
				stableJson(record) !== stableJson(first.record)
			) {
				conflicts.push({ first, second });
			}
		}
	}
	return { joined: [...found.values()], conflicts };
}

/** The newer of two, by the time at which they began. */
export function newerOf({ first, second }: Conflict): Joined {
	const begin = ({ record }: Joined) => record.environment?.startedAt ?? "";
	return begin(second) > begin(first) ? second : first;
}

/** Of one process, or of one machine: they stay behind. */
const own = new Set([".lock", ".owner.json", "record.json"]);

/** Copies the folder of a cell, as a whole or not at all. One that is there is replaced. */
export async function copyCell(from: string, to: string): Promise<void> {
	if (!existsSync(from)) return;
	const temporary = temporaryBeside(to);
	await cp(from, temporary, {
		recursive: true,
		filter: (path) =>
			!own.has(basename(path)) &&
			!isTemporary(basename(path)) &&
			!lstatSync(path).isSymbolicLink(),
	}).catch(async (error: unknown) => {
		await rm(temporary, { recursive: true, force: true });
		throw error;
	});
	await rm(to, { recursive: true, force: true });
	await rename(temporary, to);
}

/** Preparations that cells share, by the names of their folders. */
export function sharedPreparations(folder: string): readonly string[] {
	const cells = join(folder, "cells");
	if (!existsSync(cells)) return [];
	return readdirSync(cells).filter((name) => name.startsWith("prepared-"));
}
