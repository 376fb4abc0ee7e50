/** Readers of measurement files, chosen by extension or by the first bytes. A new one needs one line here. */
import { sheetToTable } from "../assemble.js";
import type { Table } from "../table.js";
import { readHdf5, signature } from "./hdf5.js";
import { readJson } from "./json.js";
import { readNpy, readNpz } from "./npy.js";
import type { ReadOptions, Sheet } from "./sheet.js";
import { openSource, type Source } from "./source.js";
import { readText } from "./text.js";

type Reader = (source: Source, options: ReadOptions) => Promise<Sheet>;

const readers: Readonly<Record<string, Reader>> = {
	".csv": readText,
	".tsv": readText,
	".dat": readText,
	".txt": readText,
	".npy": readNpy,
	".npz": readNpz,
	".json": readJson,
	".h5": readHdf5,
	".hdf5": readHdf5,
	".nc": readHdf5,
};

/** What a file without a known extension is, by its first bytes. */
function recognise({ head }: Source): Reader {
	if (head.subarray(0, 6).toString("latin1") === "\x93NUMPY") return readNpy;
	if (head.subarray(0, 4).toString("latin1") === "PK\x03\x04") return readNpz;
	if (head.subarray(0, signature.length).equals(signature)) return readHdf5;
	return /^\uFEFF?\s*[[{]/.test(head.toString("utf8")) ? readJson : readText;
}

/**
 * @param path "-" is standard input
 * @throws InputError if it cannot be read, or says what no table says
 */
export async function readTable(
	path: string,
	options: ReadOptions = {},
): Promise<Table> {
	const source = await openSource(path);
	const read = readers[source.extension] ?? recognise(source);
	return sheetToTable(await read(source, options), options);
}
