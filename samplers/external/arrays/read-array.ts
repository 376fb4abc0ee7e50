/**
 * Arrays of the child. The format is strict, because a conversion that nobody asked for hides mistakes:
 * C order, little-endian, float32 or float64 (uint8 and bool for flags).
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { causeOf } from "../../../core/file-errors.js";
import { type NpyLayout, readNpyHeader } from "../../../core/npy-header.js";

/** Longest header, with what stands before it. */
const head = 65_536 + 12;
/** The beginning of the file being read. One for all, since many draws are small. */
const beginning = Buffer.alloc(head);

interface Kind {
	/** Types of elements as NumPy names them. */
	readonly types: readonly string[];
	readonly words: string;
}

const reals: Kind = { types: ["f4", "f8"], words: "float32 or float64" };
const flags: Kind = { types: ["u1", "b1"], words: "uint8 or bool" };

export interface Reals {
	readonly shape: readonly number[];
	readonly data: Float32Array | Float64Array;
}

/** @throws Error with a sentence that says what is wrong and what would be right */
export function readReals(folder: string, name: string): Reals {
	return read(folder, name, reals, (type, length) =>
		type === "f4" ? new Float32Array(length) : new Float64Array(length),
	);
}

/** @throws Error with a sentence that says what is wrong and what would be right */
export function readFlags(
	folder: string,
	name: string,
): { readonly shape: readonly number[]; readonly data: Uint8Array } {
	return read(folder, name, flags, (_, length) => new Uint8Array(length));
}

function read<T extends Float32Array | Float64Array | Uint8Array>(
	folder: string,
	name: string,
	kind: Kind,
	create: (type: string, length: number) => T,
): { readonly shape: readonly number[]; readonly data: T } {
	const path = join(folder, name);
	let file: number;
	try {
		file = openSync(path, "r");
	} catch (error) {
		throw new Error(`the array ${name} cannot be read: ${causeOf(error)}`);
	}
	try {
		const { size } = fstatSync(file);
		const start = beginning.subarray(0, Math.min(size, head));
		fill(file, start, 0);
		const { layout, start: begin } = readNpyHeader(start, name);
		checkLayout(layout, name, kind);
		const { shape, type } = layout;
		const length = shape.reduce((product, extent) => product * extent, 1);
		const bytes = length * Number(type.at(-1));
		if (size - begin !== bytes)
			throw new Error(
				`${name}: ${size - begin} bytes of data, expected ${bytes} for shape (${shape.join(", ")}); was it renamed before it was closed?`,
			);
		const data = create(type, length);
		fill(file, Buffer.from(data.buffer), begin);
		return { shape, data };
	} finally {
		closeSync(file);
	}
}

function fill(file: number, bytes: Buffer, position: number): void {
	for (let at = 0; at < bytes.length; ) {
		const length = Math.min(bytes.length - at, 1 << 30);
		const count = readSync(file, bytes, at, length, position + at);
		if (count === 0) throw new Error("an array became shorter while read");
		at += count;
	}
}

function checkLayout(layout: NpyLayout, name: string, kind: Kind): void {
	const { type, bigEndian, fortran } = layout;
	if (!kind.types.includes(type))
		throw new Error(
			`${name}: elements of type ${type}, expected ${kind.words}`,
		);
	if (bigEndian)
		throw new Error(
			`${name}: big-endian elements ('>${type}'), expected little-endian ('<${type}')`,
		);
	if (fortran)
		throw new Error(
			`${name}: Fortran order, expected C order (numpy.ascontiguousarray)`,
		);
}
