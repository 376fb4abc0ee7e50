/** Data sets of an HDF5 file (also netCDF 4), read by h5wasm, an optional package. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError, messageOf } from "../../../core/errors.js";
import { type NamedArray, sheetOfArrays } from "./arrays.js";
import { isWanted } from "./roles.js";
import type { ReadOptions, Sheet } from "./sheet.js";
import { bytesOf, type Source } from "./source.js";

/** What is used of h5wasm. Its own types are not there where the package is not. */
interface Library {
	readonly ready: Promise<unknown>;
	readonly File: new (path: string, mode: "r") => OpenFile;
}

interface OpenFile {
	/** Of all groups and data sets. */
	paths(): string[];
	get(path: string): unknown;
	close(): unknown;
}

interface DataSet {
	/** Null for one without elements. */
	readonly shape: readonly number[] | null;
	/** Read when it is asked for. */
	readonly value: unknown;
}

/** A name that the compiler does not look up: the package is optional. */
const packageName: string = "h5wasm/node";

export const signature = Buffer.from("\x89HDF\r\n\x1a\n", "latin1");

/**
 * @param load how the library comes in; a test shows what happens without it
 * @throws InputError if the library is missing, or the file holds no such data sets
 */
export async function readHdf5(
	source: Source,
	options: ReadOptions = {},
	load: () => Promise<Library> = () => import(packageName),
): Promise<Sheet> {
	const { name, head, path } = source;
	if (!head.subarray(0, signature.length).equals(signature)) {
		throw new InputError(`${name}: not an HDF5 file`);
	}
	let library: Library;
	try {
		library = await load();
		await library.ready;
	} catch (error) {
		throw new InputError(
			`${name}: HDF5 is read by the package h5wasm, which is not here (${messageOf(error).split("\n")[0]}): npm install h5wasm`,
		);
	}
	if (path !== undefined) return readFileOf(library, path, name, options);
	// The library reads files on disk only.
	const folder = await mkdtemp(join(tmpdir(), "latticebench-"));
	try {
		const copy = join(folder, "data.h5");
		await writeFile(copy, await bytesOf(source));
		return readFileOf(library, copy, name, options);
	} finally {
		await rm(folder, { recursive: true });
	}
}

function readFileOf(
	library: Library,
	path: string,
	name: string,
	options: ReadOptions,
): Sheet {
	let file: OpenFile;
	try {
		file = new library.File(path, "r");
	} catch (error) {
		throw new InputError(
			`${name}: cannot be read as HDF5: ${messageOf(error)}`,
		);
	}
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

function isDataSet(entity: unknown): entity is DataSet {
	return (
		typeof entity === "object" &&
		entity !== null &&
		"shape" in entity &&
		"value" in entity
	);
}

/** Numbers of any width as doubles; undefined for text and records. */
function numbersOf(value: unknown): ArrayLike<number> | undefined {
	if (value instanceof BigInt64Array || value instanceof BigUint64Array) {
		return Float64Array.from(value, Number);
	}
	return ArrayBuffer.isView(value) && !(value instanceof DataView)
		? (value as Float64Array)
		: undefined;
}
