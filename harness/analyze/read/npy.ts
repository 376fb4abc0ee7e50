/** Arrays of NumPy: one in a .npy file, several in the ZIP archive .npz. */
import { unzipSync } from "fflate";
import { InputError, messageOf } from "../../../core/errors.js";
import { decodeNpy } from "../../../core/npy.js";
import { sheetOfArrays } from "./arrays.js";
import { isWanted } from "./roles.js";
import type { ReadOptions, Sheet } from "./sheet.js";
import { bytesOf, type Source } from "./source.js";

/** @throws InputError if it is no array of numbers with one to three axes */
export async function readNpy(
	source: Source,
	options: ReadOptions = {},
): Promise<Sheet> {
	const array = decodeNpy(await bytesOf(source), source.name);
	return sheetOfArrays(source.name, [{ name: source.stem, ...array }], options);
}

/** @throws InputError if it is no archive, or holds no such arrays */
export async function readNpz(
	source: Source,
	options: ReadOptions = {},
): Promise<Sheet> {
	const { name } = source;
	const bytes = await bytesOf(source);
	let files: Record<string, Uint8Array>;
	try {
		files = unzipSync(bytes, {
			filter: (file) =>
				file.name.endsWith(".npy") &&
				isWanted(nameOf(file.name), options.only, options.roles),
		});
	} catch (error) {
		throw new InputError(`${name}: not a .npz archive: ${messageOf(error)}`);
	}
	const arrays = Object.entries(files).map(([file, content]) => ({
		name: nameOf(file),
		...decodeNpy(content, `${name}: ${file}`),
	}));
	if (arrays.length === 0) {
		throw new InputError(`${name}: no array of NumPy in this archive`);
	}
	return sheetOfArrays(name, arrays, options);
}

function nameOf(file: string): string {
	return file.replace(/\.npy$/, "");
}
