/** Data sets of an HDF5 file (also netCDF 4), read by h5wasm, an optional package. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../../core/errors.js";
import {
	type Hdf5File,
	type Hdf5Library,
	isDataSet,
	numbersOf,
	openHdf5,
} from "../../../core/hdf5.js";
import { type NamedArray, sheetOfArrays } from "./arrays.js";
import { isWanted } from "./roles.js";
import type { ReadOptions, Sheet } from "./sheet.js";
import { bytesOf, type Source } from "./source.js";

export const signature = Buffer.from("\x89HDF\r\n\x1a\n", "latin1");

/**
 * @param load how the library comes in; a test shows what happens without it
 * @throws InputError if the library is missing, or the file holds no such data sets
 */
export async function readHdf5(
	source: Source,
	options: ReadOptions = {},
	load?: () => Promise<Hdf5Library>,
): Promise<Sheet> {
	const { name, head, path } = source;
	if (!head.subarray(0, signature.length).equals(signature)) {
		throw new InputError(`${name}: not an HDF5 file`);
	}
	if (path !== undefined)
		return arraysOf(await openHdf5(path, name, load), name, options);
	// The library reads files on disk only.
	const folder = await mkdtemp(join(tmpdir(), "latticebench-"));
	try {
		const copy = join(folder, "data.h5");
		await writeFile(copy, await bytesOf(source));
		return arraysOf(await openHdf5(copy, name, load), name, options);
	} finally {
		await rm(folder, { recursive: true });
	}
}

function arraysOf(file: Hdf5File, name: string, options: ReadOptions): Sheet {
	try {
		const arrays = file.paths().flatMap((entry): NamedArray[] => {
			if (!isWanted(entry, options.only, options.roles)) return [];
			const data = file.get(entry);
			// Configurations and other large arrays are no time series.
			if (!isDataSet(data)) return [];
			const { shape } = data;
			if (shape === null || shape.length < 1 || shape.length > 3) return [];
			const values = numbersOf(data.value);
			return values === undefined ? [] : [{ name: entry, shape, data: values }];
		});
		if (arrays.length === 0) {
			throw new InputError(
				`${name}: no data set of numbers with one to three axes${options.only === undefined ? "" : ` among those named by --only; the file holds ${file.paths().join(", ")}`}`,
			);
		}
		return sheetOfArrays(name, arrays, options);
	} finally {
		file.close();
	}
}
