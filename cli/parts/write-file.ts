/** Files that commands leave behind, each complete or not there at all. */
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { InputError } from "../../core/errors.js";
import { explainFileError } from "../../harness/parts/file-errors.js";

/** @throws InputError where the place cannot be written. */
export async function writeOutput(
	path: string,
	contents: string | Uint8Array,
): Promise<void> {
	try {
		makeFolder(dirname(path));
		await writeFileAtomic(
			path,
			typeof contents === "string" ? contents : Buffer.from(contents),
		);
	} catch (error) {
		throw new InputError(explainFileError("cannot write", path, error));
	}
}

/** One level at a time: Node's own recursion never ends where a file system refuses with ENOENT. */
function makeFolder(path: string): void {
	if (existsSync(path)) return;
	makeFolder(dirname(path));
	mkdirSync(path);
}
