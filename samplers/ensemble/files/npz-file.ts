/**
 * One array of a .npz archive. It is unpacked to a temporary file piece by piece, because what is
 * compressed can only be read from its start.
 */
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unzip, UnzipInflate, UnzipPassThrough } from "fflate";
import { InputError, messageOf } from "../../../core/errors.js";
import type { ArrayFile } from "./array-file.js";
import { openNpyFile } from "./npy-file.js";

const pieceSize = 1 << 18;

/**
 * @param key name of the array; needed where there are several
 * @throws InputError if it is no archive, or has no such array
 */
export async function openNpzFile(
	path: string,
	name: string,
	key: string | undefined,
): Promise<ArrayFile> {
	const folder = await mkdtemp(join(tmpdir(), "latticebench-"));
	const remove = () => rm(folder, { recursive: true, force: true });
	const copy = join(folder, "array.npy");
	try {
		const found = await unpack(path, name, key, copy);
		if (key === undefined ? found.length !== 1 : !found.includes(key))
			throw new InputError(
				`${name}: ${key === undefined ? "it holds several arrays" : `no array ${JSON.stringify(key)}`}; say which: ${path.replace(/^.*[\\/]/, "")}:NAME, one of ${found.join(", ")}`,
			);
		return await openNpyFile(copy, name, remove);
	} catch (error) {
		await remove();
		throw error;
	}
}

/** Writes the wanted array, or the first. @returns the names of all arrays */
async function unpack(
	path: string,
	name: string,
	key: string | undefined,
	copy: string,
): Promise<readonly string[]> {
	const names: string[] = [];
	const waiting: Uint8Array[] = [];
	let problem: Error | undefined;
	const unzip = new Unzip((file) => {
		if (!file.name.endsWith(".npy")) return;
		const own = file.name.replace(/\.npy$/, "");
		names.push(own);
		if (key === undefined ? names.length > 1 : own !== key) return;
		file.ondata = (error, data) => {
			if (error !== null) problem = error;
			else waiting.push(data);
		};
		file.start();
	});
	unzip.register(UnzipInflate);
	unzip.register(UnzipPassThrough);
	const out = await open(copy, "wx");
	try {
		for await (const piece of createReadStream(path, {
			highWaterMark: pieceSize,
		})) {
			unzip.push(piece as Uint8Array);
			if (problem !== undefined) throw problem;
			for (const data of waiting.splice(0)) await out.write(data);
		}
		unzip.push(new Uint8Array(0), true);
		for (const data of waiting.splice(0)) await out.write(data);
	} catch (error) {
		throw new InputError(`${name}: not a .npz archive: ${messageOf(error)}`);
	} finally {
		await out.close();
	}
	if (names.length === 0)
		throw new InputError(`${name}: no array of NumPy in this archive`);
	return names;
}
