/** Readers of measurement files by extension: to add one, a line here. */
import { extname } from "node:path";
import { InputError } from "../../core/errors.js";
import { readCsv } from "./csv.js";
import { readJson } from "./json.js";
import { readNpyTable } from "./npy.js";
import type { Table } from "./table.js";

const readers: Readonly<
	Record<string, (path: string) => Table | Promise<Table>>
> = {
	".csv": readCsv,
	".tsv": readCsv,
	".npy": readNpyTable,
	".json": readJson,
};

/** @throws InputError for an unknown extension or a file that cannot be read */
export async function readTable(path: string): Promise<Table> {
	const extension = extname(path).toLowerCase();
	const read = readers[extension];
	if (read === undefined) {
		throw new InputError(
			`${path}: ${extension === "" ? "no extension" : `the extension '${extension}'`}, expected ${Object.keys(readers).join(", ")}`,
		);
	}
	return await read(path);
}
