/** Chunks of PNG files, https://www.w3.org/TR/png-3/#5Chunk-layout. */
import { crc32 } from "node:zlib";

export function pngChunk(name: string, data: Uint8Array): Buffer {
	const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
	const ends = Buffer.alloc(4);
	ends.writeUInt32BE(data.length);
	const sum = Buffer.alloc(4);
	sum.writeUInt32BE(crc32(body));
	return Buffer.concat([ends, body, sum]);
}
