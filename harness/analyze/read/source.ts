/** The bytes of a file or of standard input, in pieces. Gzip is unpacked. */

import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { element } from "../../../core/elements.js";
import { InputError } from "../../../core/errors.js";
import { causeOf } from "../../../core/file-errors.js";

const pieceSize = 1 << 20;
/** Enough to recognise every format by its first bytes. */
const headSize = 16;

export interface Source {
	/** For messages: the path, or "standard input". */
	readonly name: string;
	/** Name of the file without folder and extensions: that of a column which has no name of its own. */
	readonly stem: string;
	/** Lower-case extension without that of gzip, "" for none. */
	readonly extension: string;
	/** Path of the file on disk, where these are its bytes as they are. */
	readonly path?: string;
	/** The first bytes, unpacked; fewer than `headSize` only where there are no more. */
	readonly head: Buffer;
	readonly pieces: AsyncIterable<Buffer>;
}

/**
 * @param path "-" is standard input
 * @throws InputError if it cannot be read
 */
export async function openSource(path: string): Promise<Source> {
	const name = path === "-" ? "standard input" : path;
	const raw = await peek(explained(name, rawPieces(path)), 2);
	const packed = raw.head[0] === 0x1f && raw.head[1] === 0x8b;
	const { head, pieces } = await peek(
		packed ? explained(name, unpacked(raw.pieces)) : raw.pieces,
		headSize,
	);
	const file = path === "-" ? "stdin" : basename(path).replace(/\.gz$/i, "");
	const extension = /(?<=.)\.[^.]+$/.exec(file)?.[0] ?? "";
	return {
		name,
		stem: file.slice(0, file.length - extension.length),
		extension: extension.toLowerCase(),
		...(packed || path === "-" ? {} : { path }),
		head,
		pieces,
	};
}

/** All bytes at once. @throws InputError if they cannot be read */
export async function bytesOf(source: Source): Promise<Buffer> {
	const pieces: Buffer[] = [];
	for await (const piece of source.pieces) pieces.push(piece);
	return pieces.length === 1 ? element(pieces, 0) : Buffer.concat(pieces);
}

function rawPieces(path: string): AsyncIterable<Buffer> {
	return path === "-"
		? process.stdin
		: createReadStream(path, { highWaterMark: pieceSize });
}

function unpacked(pieces: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
	const unzip = createGunzip({ chunkSize: pieceSize });
	Readable.from(pieces)
		.on("error", (error) => unzip.destroy(error))
		.pipe(unzip);
	return unzip;
}

async function* explained(
	name: string,
	pieces: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
	try {
		yield* pieces;
	} catch (error) {
		if (error instanceof InputError) throw error;
		throw new InputError(`${name}: cannot be read: ${causeOf(error)}`);
	}
}

/** The first `size` bytes, and all pieces with these in front. */
async function peek(
	pieces: AsyncIterable<Buffer>,
	size: number,
): Promise<{ readonly head: Buffer; readonly pieces: AsyncIterable<Buffer> }> {
	const iterator = pieces[Symbol.asyncIterator]();
	let head: Buffer = Buffer.alloc(0);
	while (head.length < size) {
		const { value, done } = await iterator.next();
		if (done === true) break;
		head = head.length === 0 ? value : Buffer.concat([head, value]);
	}
	return {
		head: head.subarray(0, size),
		pieces: {
			async *[Symbol.asyncIterator]() {
				try {
					if (head.length > 0) yield head;
					for (;;) {
						const { value, done } = await iterator.next();
						if (done === true) return;
						yield value;
					}
				} finally {
					// Whoever stops early closes the file, or the pipe behind standard input.
					await iterator.return?.();
				}
			},
		},
	};
}
