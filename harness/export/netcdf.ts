/**
 * NetCDF 4 in the shape of ArviZ's InferenceData. Its groups need netCDF 4, which is HDF5 with
 * dimensions as scales, so h5wasm writes it; netCDF 3 has no groups, and ArviZ could not open it.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstLine, InputError, messageOf } from "../../core/errors.js";
import type { CellDraws, Variables } from "./cell-draws.js";

interface Library {
	readonly ready: Promise<unknown>;
	readonly File: new (path: string, mode: "w") => WrittenFile;
}

interface Group {
	create_group(name: string): Group;
	create_dataset(data: {
		readonly name: string;
		readonly data: Float64Array | Int32Array;
		readonly shape: readonly number[];
	}): WrittenArray;
	create_attribute(name: string, value: string | number): void;
}

interface WrittenFile extends Group {
	close(): unknown;
}

interface WrittenArray {
	make_scale(name: string): void;
	attach_scale(index: number, path: string): void;
}

/** A name that the compiler does not look up: the package is optional. */
const packageName: string = "h5wasm/node";

/**
 * @param load how the library comes in; a test shows what happens without it
 * @throws InputError if the library is missing
 */
export async function encodeNetcdf(
	cell: CellDraws,
	load: () => Promise<Library> = () => import(packageName),
): Promise<Uint8Array> {
	let library: Library;
	try {
		library = await load();
		await library.ready;
	} catch (error) {
		throw new InputError(
			`netCDF is written by the package h5wasm, which is not here (${firstLine(messageOf(error))}): npm install h5wasm; or export --to parquet, csv or npz`,
		);
	}
	const folder = await mkdtemp(join(tmpdir(), "latticebench-netcdf-"));
	try {
		const path = join(folder, "draws.nc");
		const file = new library.File(path, "w");
		attributes(file, cell);
		group(file, "posterior", cell.posterior, cell);
		if (cell.sampleStats.size > 0)
			group(file, "sample_stats", cell.sampleStats, cell);
		file.close();
		return await readFile(path);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

function attributes(place: Group, cell: CellDraws): void {
	for (const [name, value] of Object.entries(cell.attributes))
		place.create_attribute(name, value);
}

function group(
	file: Group,
	name: string,
	variables: Variables,
	cell: CellDraws,
): void {
	const { chains, draws } = cell;
	const place = file.create_group(name);
	attributes(place, cell);
	for (const [axis, length] of [
		["chain", chains],
		["draw", draws],
	] as const)
		place
			.create_dataset({
				name: axis,
				data: Int32Array.from({ length }, (_, i) => i),
				shape: [length],
			})
			.make_scale(axis);
	for (const [variable, data] of variables) {
		const array = place.create_dataset({
			name: variable.replaceAll("/", "-"),
			data,
			shape: [chains, draws],
		});
		array.attach_scale(0, `/${name}/chain`);
		array.attach_scale(1, `/${name}/draw`);
	}
}
