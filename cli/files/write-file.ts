/** Writes the output files of commands. A file is complete or does not exist. */
import { open, readlink, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { InputError } from "../../core/errors.js";
import { codeOf, explainFileError } from "../../core/file-errors.js";
import { makeFolder, writeAtomic } from "../../core/files.js";

/**
 * Links are followed. What is no regular file, such as a device or a pipe, is written to and not replaced.
 * @param path "-" is standard output
 * @throws InputError if the place cannot be written
 */
export async function writeOutput(
	path: string,
	contents: string | Uint8Array,
): Promise<void> {
	if (path === "-" || path === "/dev/stdout") return writeStandard(contents);
	try {
		if (await isSpecial(path)) return await writeThrough(path, contents);
		const place = await behindLinks(path);
		makeFolder(dirname(place));
		await writeAtomic(place, contents);
	} catch (error) {
		throw new InputError(explainFileError("cannot write", path, error));
	}
}

async function isSpecial(path: string): Promise<boolean> {
	try {
		const found = await stat(path);
		return !found.isFile() && !found.isDirectory();
	} catch {
		return false;
	}
}

/** What a link points to, also where there is nothing yet. */
async function behindLinks(path: string): Promise<string> {
	try {
		return await realpath(path);
	} catch (error) {
		if (codeOf(error) !== "ENOENT") throw error;
	}
	try {
		const target = resolve(dirname(path), await readlink(path));
		return await behindLinks(target);
	} catch {
		return path;
	}
}

async function writeThrough(
	path: string,
	contents: string | Uint8Array,
): Promise<void> {
	const file = await open(path, "w");
	try {
		await file.writeFile(contents);
	} finally {
		await file.close();
	}
}

/** What goes wrong is explained in cli/standard-streams.ts. */
function writeStandard(contents: string | Uint8Array): Promise<void> {
	return new Promise((resolve) => {
		process.stdout.write(contents, () => resolve());
	});
}
