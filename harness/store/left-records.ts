/**
 * Records that cells on other machines have left in their folders, as cells/<key>/record.json. Many
 * machines write at the same time, each into folders of its own cells only. Whoever opens the run's
 * folder then moves them to records.jsonl.
 */
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../core/errors.js";
import { codeOf, explainFileError } from "../../core/file-errors.js";
import { writeAtomic } from "../../core/files.js";
import type { BenchRecord } from "../../core/record.js";
import { parseRecord } from "./parse-record.js";

const name = "record.json";

/** @param folder the cell's */
export async function leaveRecord(
	folder: string,
	record: BenchRecord,
): Promise<void> {
	await writeAtomic(join(folder, name), `${JSON.stringify(record)}\n`);
}

/** The record that a cell has left. @throws InputError if it cannot be read */
export function leftRecord(
	folder: string,
	advice = "remove that file",
): BenchRecord | undefined {
	const path = join(folder, name);
	let text: string;
	try {
		if (!existsSync(path) || !lstatSync(path).isFile()) return undefined;
		text = readFileSync(path, "utf8");
	} catch (error) {
		// Somebody has just taken it in.
		if (codeOf(error) === "ENOENT") return undefined;
		throw new InputError(explainFileError("cannot read", path, error));
	}
	return parseRecord(text, `${path}:1`, advice);
}

/**
 * @param folder the run's
 * @param skip told of each that cannot be read, for those who go on without it
 */
export function leftRecords(
	folder: string,
	advice: string,
	skip?: (trouble: string) => void,
): readonly { readonly path: string; readonly record: BenchRecord }[] {
	const cells = join(folder, "cells");
	if (!existsSync(cells)) return [];
	return readdirSync(cells)
		.sort()
		.flatMap((key) => {
			const path = join(cells, key);
			try {
				const record = leftRecord(path, advice);
				return record === undefined ? [] : [{ path, record }];
			} catch (error) {
				if (skip === undefined || !(error instanceof InputError)) throw error;
				skip(error.message);
				return [];
			}
		});
}

/** @param folder the cell's */
export async function removeLeft(folder: string): Promise<void> {
	await rm(join(folder, name), { force: true });
}
