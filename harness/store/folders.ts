/**
 * The folders inside a run's folder. Everything in them may be replaced or deleted. A link would lead
 * elsewhere, so it is refused and not followed.
 */
import { lstatSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../core/errors.js";
import { explainFileError } from "../../core/file-errors.js";
import { isTemporary, makeFolder } from "../../core/files.js";

/**
 * Makes a folder that belongs to the run, unless it is there.
 * @throws InputError if it cannot be made, or if something else has its name
 */
export function ownFolder(path: string): string {
	try {
		makeFolder(path);
	} catch (error) {
		throw new InputError(explainFileError("cannot write", path, error));
	}
	const found = lstatSync(path);
	if (found.isDirectory()) return path;
	throw new InputError(
		`cannot write ${path}: it is ${found.isSymbolicLink() ? "a link" : "no folder"}, and a run writes into folders of its own only; remove it, or choose another --out`,
	);
}

/**
 * Seconds for which a temporary file may belong to a cell that is still writing on another machine. The
 * clocks of a shared file system may differ by minutes.
 */
const youngest = 3600;

/**
 * Removes what writers that were killed left half written: temporary files beside the records and in the
 * cells' folders. The folder is locked, so those beside the records are nobody's; a cell's are left alone
 * while they are young, since tasks of a cluster write there without the lock.
 */
export async function sweep(folder: string): Promise<void> {
	const cells = join(folder, "cells");
	const folders = [
		folder,
		...readdirSync(cells, { withFileTypes: true })
			.filter((entry) => entry.isDirectory())
			.map(({ name }) => join(cells, name)),
	];
	for (const place of folders)
		for (const { name } of readdirSync(place, { withFileTypes: true })) {
			if (!isTemporary(name)) continue;
			const path = join(place, name);
			if (place === folder || isOld(path))
				await rm(path, { recursive: true, force: true });
		}
}

/** The same for the folder of a cell whose processes have ended, or have not begun, whatever the age. */
export async function sweepCell(folder: string): Promise<void> {
	try {
		for (const name of readdirSync(folder))
			if (isTemporary(name))
				await rm(join(folder, name), { recursive: true, force: true });
	} catch {
		// What cannot be removed does no harm; what cannot be written is told where it is written.
	}
}

function isOld(path: string): boolean {
	// Its writer may have renamed it meanwhile.
	const found = lstatSync(path, { throwIfNoEntry: false });
	return found !== undefined && Date.now() - found.mtimeMs > 1000 * youngest;
}
