/** Writes the output files of commands. A file is complete or does not exist. */
import { dirname } from "node:path";
import { InputError } from "../../core/errors.js";
import { makeFolder, writeAtomic } from "../../core/files.js";
import { explainFileError } from "../../harness/store/file-errors.js";

/** @throws InputError if the place cannot be written */
export async function writeOutput(
	path: string,
	contents: string | Uint8Array,
): Promise<void> {
	try {
		makeFolder(dirname(path));
		await writeAtomic(path, contents);
	} catch (error) {
		throw new InputError(explainFileError("cannot write", path, error));
	}
}
