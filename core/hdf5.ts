/** HDF5 files (also netCDF 4), opened by h5wasm, an optional package. */
import { firstLine, InputError, messageOf } from "./errors.js";

/** What is used of h5wasm. Its own types are not there where the package is not. */
export interface Hdf5Library {
	readonly ready: Promise<unknown>;
	readonly File: new (path: string, mode: "r") => Hdf5File;
}

export interface Hdf5File {
	/** Of all groups and data sets. */
	paths(): string[];
	get(path: string): unknown;
	close(): unknown;
}

export interface DataSet {
	/** Null for one without elements. */
	readonly shape: readonly number[] | null;
	/** Read when it is asked for. */
	readonly value: unknown;
	/** The elements in ranges [from, to) of each axis. */
	slice(ranges: readonly (readonly [number, number])[]): unknown;
}

/** A name that the compiler does not look up: the package is optional. */
const packageName: string = "h5wasm/node";

/**
 * @param path of the file on disk
 * @param name for messages
 * @param load how the library comes in; a test shows what happens without it
 * @throws InputError if the library is missing, or the file is no HDF5
 */
export async function openHdf5(
	path: string,
	name: string,
	load: () => Promise<Hdf5Library> = () => import(packageName),
): Promise<Hdf5File> {
	let library: Hdf5Library;
	try {
		library = await load();
		await library.ready;
	} catch (error) {
		throw new InputError(
			`${name}: HDF5 is read by the package h5wasm, which is not here (${firstLine(messageOf(error))}): npm install h5wasm; or in Python: import h5py, numpy; numpy.save("data.npy", h5py.File("data.h5")["dataset"][...])`,
		);
	}
	try {
		return new library.File(path, "r");
	} catch (error) {
		throw new InputError(
			`${name}: cannot be read as HDF5: ${messageOf(error)}`,
		);
	}
}

export function isDataSet(entity: unknown): entity is DataSet {
	return (
		typeof entity === "object" &&
		entity !== null &&
		"shape" in entity &&
		"value" in entity
	);
}

/** Numbers of any width as doubles; undefined for text and records. */
export function numbersOf(value: unknown): ArrayLike<number> | undefined {
	if (value instanceof BigInt64Array || value instanceof BigUint64Array) {
		return Float64Array.from(value, Number);
	}
	return ArrayBuffer.isView(value) && !(value instanceof DataView)
		? (value as Float64Array)
		: undefined;
}
