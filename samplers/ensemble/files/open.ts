/** Opens arrays by the way that a suite names them: "phi.npy", "run.npz:phi", "run.h5:/phi". */
import { InputError } from "../../../core/errors.js";
import type { ArrayFile } from "./array-file.js";
import { openHdf5File } from "./hdf5-file.js";
import { openNpyFile } from "./npy-file.js";
import { openNpzFile } from "./npz-file.js";

/** The file, and the name of the array inside it. */
export function splitName(text: string): {
	readonly file: string;
	readonly key?: string;
} {
	const [, file = text, key] =
		/^(.*\.(?:npz|h5|hdf5|nc)):(.+)$/i.exec(text) ?? [];
	return key === undefined ? { file } : { file, key };
}

/**
 * @param text as the user wrote it
 * @param path absolute path of its file
 * @throws InputError if it cannot be read, or is of no kind that is known
 */
export async function openArray(
	text: string,
	path: string,
): Promise<ArrayFile> {
	const { file, key } = splitName(text);
	const ending = /\.[^.\\/]+$/.exec(file)?.[0].toLowerCase() ?? "";
	switch (ending) {
		case ".npy":
			return openNpyFile(path, text);
		case ".npz":
			return openNpzFile(path, text, key);
		case ".h5":
		case ".hdf5":
		case ".nc":
			return openHdf5File(path, text, key);
		default:
			throw new InputError(
				`${text}: expected .npy, .npz:NAME or .h5:/PATH; in Python: numpy.save("fields.npy", fields)`,
			);
	}
}
