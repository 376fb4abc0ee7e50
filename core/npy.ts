/**
 * NumPy's array files: magic "\x93NUMPY", version, header length, a Python dictionary
 * {'descr', 'fortran_order', 'shape'} padded to 64 bytes, then the raw elements
 * (numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 *
 * Written: version 1.0, little-endian float32 or float64, C order. Read: versions 1 to 3, either
 * byte order, either element order, floats, integers and booleans; what is neither float32 nor
 * float64 becomes float64.
 */

import { open } from "node:fs/promises";
import { endianness } from "node:os";
import { columnMajor } from "./axis-order.js";
import { InputError } from "./errors.js";
import { causeOf } from "./file-errors.js";
import { writeAtomic } from "./files.js";
import { elements, swap } from "./npy-elements.js";
import { magic, type NpyLayout, product, readNpyHeader } from "./npy-header.js";

export interface NpyArray {
	/** Extents; [] is a single number. */
	readonly shape: readonly number[];
	/** Elements in C order: the last index runs fastest. */
	readonly data: Float32Array | Float64Array;
}

const alignment = 64;

/** The bytes of a .npy file. @throws RangeError if `shape` does not hold `data.length` elements */
export function encodeNpy(
	data: Float32Array | Float64Array,
	shape: readonly number[],
): Buffer {
	return Buffer.concat(npyParts(data, shape));
}

/**
 * The same bytes in two pieces, header and elements, so that large arrays are not copied.
 * @throws RangeError if `shape` does not hold `data.length` elements
 */
export function npyParts(
	data: Float32Array | Float64Array,
	shape: readonly number[],
): readonly [Buffer, Buffer] {
	if (product(shape) !== data.length) {
		throw new RangeError(
			`an array of shape [${shape.join(", ")}] does not hold ${data.length} numbers`,
		);
	}
	const descr = data instanceof Float32Array ? "<f4" : "<f8";
	const extents = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
	const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${extents}), }`;
	const unpadded = magic.length + 4 + text.length + 1;
	const padding = (alignment - (unpadded % alignment)) % alignment;
	const head = Buffer.alloc(unpadded + padding, " ");
	magic.copy(head);
	head.writeUInt8(1, 6);
	head.writeUInt8(0, 7);
	head.writeUInt16LE(head.length - 10, 8);
	head.write(text, 10, "latin1");
	head.writeUInt8(0x0a, head.length - 1);
	const body = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	return [head, endianness() === "BE" ? swap(Buffer.from(body), descr) : body];
}

/**
 * The array in the bytes of a .npy file.
 * @param source named in messages, usually the path
 * @throws InputError that says what is wrong with the file
 */
export function decodeNpy(bytes: Uint8Array, source: string): NpyArray {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const { layout, start } = readNpyHeader(buffer, source);
	return readElements(buffer.subarray(start), layout, source);
}

/** Writes an array atomically, so that a reader never sees half of one. */
export async function writeNpy(
	path: string,
	data: Float32Array | Float64Array,
	shape: readonly number[],
): Promise<void> {
	await writeAtomic(path, ...npyParts(data, shape));
}

/** Reads an array of any size. @throws InputError if the file cannot be read or is no array of numbers */
export async function readNpy(path: string): Promise<NpyArray> {
	let bytes: Buffer;
	try {
		const file = await open(path, "r");
		try {
			const { size } = await file.stat();
			bytes = Buffer.from(new ArrayBuffer(size));
			// In pieces, because one read is limited to 2 GiB.
			for (let at = 0; at < size; ) {
				const length = Math.min(size - at, 1 << 30);
				const { bytesRead } = await file.read(bytes, at, length, at);
				if (bytesRead === 0) throw new Error("it became shorter while read");
				at += bytesRead;
			}
		} finally {
			await file.close();
		}
	} catch (error) {
		throw new InputError(`${path}: cannot be read: ${causeOf(error)}`);
	}
	return decodeNpy(bytes, path);
}

/** The elements of `body` in C order. @throws InputError if it has another number of bytes */
export function readElements(
	body: Buffer,
	{ type, bigEndian, fortran, shape }: NpyLayout,
	source: string,
): NpyArray {
	const element = elements[type];
	const count = product(shape);
	if (body.length !== count * element.bytes) {
		throw new InputError(
			`${source}: ${body.length} bytes of data, expected ${count * element.bytes} for shape (${shape.join(", ")}) of ${type}`,
		);
	}
	const native = bigEndian === (endianness() === "BE");
	const floats = type === "f4" || type === "f8";
	let data: Float32Array | Float64Array;
	if (floats && native && body.byteOffset % element.bytes === 0) {
		data =
			type === "f4"
				? new Float32Array(body.buffer, body.byteOffset, count)
				: new Float64Array(body.buffer, body.byteOffset, count);
	} else {
		const little = bigEndian ? swap(Buffer.from(body), type) : body;
		const view = new DataView(
			little.buffer,
			little.byteOffset,
			little.byteLength,
		);
		data = type === "f4" ? new Float32Array(count) : new Float64Array(count);
		for (let i = 0; i < count; i++) {
			data[i] = element.read(view, i * element.bytes);
		}
	}
	if (!fortran || shape.length < 2) return { shape, data };
	const places = columnMajor(shape);
	return { shape, data: data.map((_, i) => data[places[i]]) };
}
