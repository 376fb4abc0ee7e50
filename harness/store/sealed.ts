/**
 * Arrays in a folder, and one JSON file, written last, with their digests and its own. So a flipped byte,
 * swapped arrays or an edited number are noticed. Without the JSON file there is nothing yet.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../core/errors.js";
import { writeAtomic } from "../../core/files.js";
import { type NpyArray, npyParts, readNpy } from "../../core/npy.js";

type Digests = Readonly<Record<string, string>>;

export interface Sealer {
	put(
		name: string,
		data: Float32Array | Float64Array,
		shape: readonly number[],
	): Promise<void>;
	/** Opaque bytes. */
	putBytes(name: string, bytes: Uint8Array): Promise<void>;
	/** @param contents what JSON can hold */
	close(contents: unknown): Promise<void>;
}

/** @param seal name of the JSON file */
export function sealerOf(folder: string, seal: string): Sealer {
	const digests: Record<string, string> = {};
	return {
		async put(name, data, shape) {
			const file = `${name}.npy`;
			const parts = npyParts(data, shape);
			digests[file] = digestOf(...parts);
			await writeAtomic(join(folder, file), ...parts);
		},
		async putBytes(name, bytes) {
			digests[name] = digestOf(bytes);
			await writeAtomic(join(folder, name), bytes);
		},
		async close(contents) {
			const text = JSON.stringify({ digests, contents });
			const sealed = { sha256: digestOf(text), digests, contents };
			await writeAtomic(join(folder, seal), JSON.stringify(sealed));
		},
	};
}

export interface Unsealed {
	readonly contents: unknown;
	/** @throws Error if the array is damaged */
	get(name: string): Promise<NpyArray>;
	/** @throws Error if they are damaged */
	getBytes(name: string): Promise<Uint8Array>;
}

/** Undefined if nothing was sealed. @throws Error if the JSON file is damaged */
export function unseal(folder: string, seal: string): Unsealed | undefined {
	const path = join(folder, seal);
	if (!existsSync(path)) return undefined;
	const { contents, digests } = readSeal(path);
	return {
		contents,
		async get(name) {
			const file = `${name}.npy`;
			const array = await readNpy(join(folder, file));
			if (digestOf(...npyParts(array.data, array.shape)) !== digests[file])
				throw new Error(`${join(folder, file)} is damaged`);
			return array;
		},
		async getBytes(name) {
			const bytes = await readFile(join(folder, name));
			if (digestOf(bytes) !== digests[name])
				throw new Error(`${join(folder, name)} is damaged`);
			return bytes;
		},
	};
}

function readSeal(path: string): {
	readonly contents: unknown;
	readonly digests: Digests;
} {
	let sealed: { sha256?: unknown; digests?: Digests; contents?: unknown };
	try {
		sealed = Object(JSON.parse(readFileSync(path, "utf8")));
	} catch (error) {
		throw new Error(`${path} is damaged: ${messageOf(error)}`);
	}
	const { sha256, digests = {}, contents } = sealed;
	if (sha256 !== digestOf(JSON.stringify({ digests, contents })))
		throw new Error(`${path} is damaged`);
	return { contents, digests };
}

function digestOf(...pieces: readonly (string | Uint8Array)[]): string {
	const hash = createHash("sha256");
	for (const piece of pieces) hash.update(piece);
	return hash.digest("hex");
}
