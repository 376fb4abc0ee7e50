/** Files that the options of samplers name: where they are, and what they hold, as a hash. */
import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf } from "../core/errors.js";
import { type Catalogue, samplerOf } from "./catalogue.js";
import { mistakes, type ParsedSource } from "./mistakes/located.js";
import type { InputFile, Suite } from "./suite.js";

/**
 * The suite with the files of its samplers found; paths are relative to `folder`.
 * @throws InputError with the place in the suite for a file that cannot be read
 */
export async function withInputFiles(
	suite: Suite,
	catalogue: Catalogue,
	source: ParsedSource,
	folder: string,
): Promise<Suite> {
	const known = new Map<string, InputFile>();
	const samplers: Suite["samplers"][number][] = [];
	for (const [index, entry] of suite.samplers.entries()) {
		const { input } = samplerOf(catalogue, entry);
		if (input === undefined) {
			samplers.push(entry);
			continue;
		}
		// The suite's schema has checked the options against this definition.
		const names = new Set(input.files(entry.options as never));
		const own = resolve(folder, entry.folder ?? ".");
		const files: InputFile[] = [];
		for (const name of names) {
			try {
				const path = resolve(own, name);
				const file = known.get(path) ?? (await fileOf(name, path));
				known.set(path, file);
				files.push({ ...file, name });
			} catch (error) {
				throw mistakes(source.file, [
					{
						...source.place(["samplers", index]),
						message: `samplers[${index}] names the file ${JSON.stringify(name)}, which cannot be read: ${messageOf(error)}`,
					},
				]);
			}
		}
		samplers.push({ ...entry, files, folder: own });
	}
	return { ...suite, samplers };
}

async function fileOf(name: string, path: string): Promise<InputFile> {
	const hash = createHash("sha256");
	for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 }))
		hash.update(piece as Buffer);
	const { size, mtimeMs } = statSync(path);
	return {
		name,
		path,
		hash: hash.digest("hex"),
		bytes: size,
		modified: mtimeMs,
	};
}

/**
 * Absolute paths by the names that the options use.
 * @throws Error if a file is not what it was when the run began
 */
export function pathsOf(
	files: readonly InputFile[],
): ReadonlyMap<string, string> {
	for (const { name, path, bytes, modified } of files) {
		const { size, mtimeMs } = statSync(path);
		if (size !== bytes || mtimeMs !== modified)
			throw new Error(`${name} was changed since the run began`);
	}
	return new Map(files.map(({ name, path }) => [name, path]));
}
