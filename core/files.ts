/** Files that are complete at any moment. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Replaces a file: temporary file beside it, fsync, rename, fsync of the folder, so that a reader, or
 * a crash, sees the old contents or the new and nothing in between. All bytes are written or it
 * throws: a disk that fills up halfway leaves the old file.
 * @param pieces of the contents, in order
 */
export async function writeAtomic(
	path: string,
	...pieces: readonly (string | Uint8Array)[]
): Promise<void> {
	const temporary = temporaryBeside(path);
	try {
		const file = await open(temporary, "wx");
		try {
			for (const piece of pieces) await file.writeFile(piece);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, { force: true });
		throw error;
	}
	await syncFolder(dirname(path));
}

/** A new name for the time in which a file is written. */
export function temporaryBeside(path: string): string {
	return `${path}.${randomBytes(6).toString("hex")}.tmp`;
}

/** Whether a file has a name that `temporaryBeside` gives: a writer was killed, or is at work. */
export function isTemporary(name: string): boolean {
	return /\.[0-9a-f]{12}\.tmp$/.test(name);
}

/** Makes a rename durable, where the system can open folders. */
async function syncFolder(path: string): Promise<void> {
	try {
		const folder = await open(path, "r");
		try {
			await folder.sync();
		} finally {
			await folder.close();
		}
	} catch {
		// Not every file system can; the contents themselves are on disk.
	}
}

/**
 * Creates a folder and those above it. One level at a time: Node's own recursion never ends where a
 * file system refuses with ENOENT.
 */
export function makeFolder(path: string): void {
	if (existsSync(path)) return;
	makeFolder(dirname(path));
	try {
		mkdirSync(path);
	} catch (error) {
		// Somebody else may have made it at the same moment.
		if (!existsSync(path)) throw error;
	}
}
