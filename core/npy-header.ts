/** The header of NumPy's array files (see npy.ts). */
import { endianness } from "node:os";
import { InputError } from "./errors.js";
import { elements } from "./npy-elements.js";

export const magic: Buffer = Buffer.from("\x93NUMPY", "latin1");
/** Longest header that is taken for one; NumPy itself refuses more than 10,000 characters. */
export const longestHeader = 65_536;

/** How the elements of an array are stored. */
export interface NpyLayout {
	/** Key of `elements`: "f4", "f8", "i8", ... */
	readonly type: string;
	readonly bigEndian: boolean;
	readonly fortran: boolean;
	readonly shape: readonly number[];
}

/**
 * @param bytes the first bytes of a file, or all of them
 * @returns the layout, and the place where the elements start
 * @throws InputError that says what is wrong with the header
 */
export function readNpyHeader(
	bytes: Buffer,
	source: string,
): { layout: NpyLayout; start: number } {
	if (bytes.length < 10 || !bytes.subarray(0, 6).equals(magic)) {
		throw new InputError(
			`${source}: not a .npy file, it does not start with \\x93NUMPY`,
		);
	}
	const version = bytes.readUInt8(6);
	if (version < 1 || version > 3) {
		throw new InputError(
			`${source}: .npy version ${version}.${bytes.readUInt8(7)}, expected 1, 2 or 3`,
		);
	}
	const begin = version === 1 ? 10 : 12;
	const length =
		version === 1
			? bytes.readUInt16LE(8)
			: bytes.length < begin
				? Number.POSITIVE_INFINITY
				: bytes.readUInt32LE(8);
	if (length > longestHeader || begin + length > bytes.length) {
		throw new InputError(`${source}: the .npy header is cut off`);
	}
	const text = bytes.toString("latin1", begin, begin + length);
	return { layout: parseHeader(text, source), start: begin + length };
}

function parseHeader(text: string, source: string): NpyLayout {
	const descr = /'descr'\s*:\s*(?:'([^']*)'|(\[))/.exec(text);
	const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
	const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text);
	if (descr === null || order === null || shape === null) {
		throw new InputError(
			`${source}: the .npy header lacks descr, fortran_order or shape: ${text.trim().slice(0, 200)}`,
		);
	}
	const [, byteOrder = "", type = ""] =
		/^([<>|=])([fiub]\d)$/.exec(descr[1] ?? "") ?? [];
	if (elements[type] === undefined) {
		const found = descr[2] === undefined ? `'${descr[1]}'` : "a record type";
		throw new InputError(
			`${source}: elements of type ${found}, expected real numbers ('<f8', '<f4', an integer or a boolean)`,
		);
	}
	const extents = (shape[1] ?? "")
		.split(",")
		.map((part) => part.trim())
		.filter((part) => part !== "")
		.map(Number);
	if (!Number.isSafeInteger(product(extents))) {
		throw new InputError(
			`${source}: the shape (${extents.join(", ")}) is too large`,
		);
	}
	return {
		type,
		bigEndian:
			byteOrder === ">" || (byteOrder === "=" && endianness() === "BE"),
		fortran: order[1] === "True",
		shape: extents,
	};
}

/** Number of elements. */
export function product(shape: readonly number[]): number {
	return shape.reduce((total, extent) => total * extent, 1);
}
