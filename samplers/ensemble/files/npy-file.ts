/** One array of NumPy in a .npy file, or inside another file where it lies as it is. */

import { type FileHandle, open } from "node:fs/promises";
import { element } from "../../../core/elements.js";
import { InputError, messageOf } from "../../../core/errors.js";
import { readElements } from "../../../core/npy.js";
import { elements } from "../../../core/npy-elements.js";
import {
	longestHeader,
	product,
	readNpyHeader,
} from "../../../core/npy-header.js";
import type { ArrayFile } from "./array-file.js";

/**
 * @param name for messages
 * @param closed called after the file is closed
 * @throws InputError if it cannot be read, is no array of numbers, or is cut off
 */
export async function openNpyFile(
	path: string,
	name: string,
	closed: () => Promise<void> = async () => {},
): Promise<ArrayFile> {
	let file: FileHandle;
	try {
		file = await open(path, "r");
	} catch (error) {
		throw new InputError(`${name}: cannot be read: ${messageOf(error)}`);
	}
	try {
		const { size } = await file.stat();
		const head = await readBytes(
			file,
			name,
			0,
			Math.min(size, longestHeader + 12),
		);
		const { layout, start } = readNpyHeader(head, name);
		const { shape, fortran, type } = layout;
		const { bytes } = element(elements, type);
		const expected = product(shape) * bytes;
		if (size - start !== expected)
			throw new InputError(
				`${name}: ${size - start} bytes of data, expected ${expected} for shape (${shape.join(", ")}) of ${type}`,
			);
		return {
			name,
			shape,
			fortran,
			async read(from, count) {
				const body = await readBytes(
					file,
					name,
					start + from * bytes,
					count * bytes,
				);
				return readElements(
					body,
					{ ...layout, fortran: false, shape: [count] },
					name,
				).data;
			},
			async close() {
				await file.close();
				await closed();
			},
		};
	} catch (error) {
		await file.close();
		throw error;
	}
}

/** Into memory of its own, so that numbers of 8 bytes are aligned. */
async function readBytes(
	file: FileHandle,
	name: string,
	from: number,
	length: number,
): Promise<Buffer> {
	const bytes = Buffer.from(new ArrayBuffer(length));
	for (let at = 0; at < length; ) {
		const { bytesRead } = await file.read(bytes, at, length - at, from + at);
		if (bytesRead === 0)
			throw new InputError(`${name}: it became shorter while it was read`);
		at += bytesRead;
	}
	return bytes;
}
