/** Fields as pictures of one pixel per site, with one colour scale around zero: PNG with a palette. */
import { deflateSync } from "node:zlib";
import { pngChunk } from "./png-chunk.js";

/** Below zero, at zero, above zero: blue and orange of the palette, which colour-blind readers tell apart. */
const ends = [
	[0, 84, 147],
	[247, 247, 245],
	[190, 76, 0],
] as const;

function palette(): Buffer {
	const colors = Buffer.alloc(3 * 256);
	for (let i = 0; i < 256; i++) {
		const at = i / 127.5;
		const [from, to] = at < 1 ? [ends[0], ends[1]] : [ends[1], ends[2]];
		const part = at < 1 ? at : at - 1;
		for (let c = 0; c < 3; c++)
			colors[3 * i + c] = Math.round(
				(from[c] ?? 0) * (1 - part) + (to[c] ?? 0) * part,
			);
	}
	return colors;
}

/** Bytes of one field: 0 is `low` and 255 is `high`. */
export interface Quantised {
	readonly bytes: Uint8Array;
	readonly low: number;
	readonly high: number;
}

/**
 * A data address.
 * @param limit the colours end at ±limit
 */
export function fieldPicture(
	{ bytes, low, high }: Quantised,
	[height = 1, width = 1]: readonly number[],
	limit: number,
): string {
	const step = (high - low) / 255;
	const index = (byte: number) =>
		Math.min(
			255,
			Math.max(0, Math.round(127.5 * (1 + (low + byte * step) / (limit || 1)))),
		);
	const lines = Buffer.alloc(height * (width + 1));
	for (let row = 0; row < height; row++)
		for (let column = 0; column < width; column++)
			lines[row * (width + 1) + 1 + column] = index(
				bytes[row * width + column] ?? 0,
			);
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	// Eight bits, with a palette.
	header[8] = 8;
	header[9] = 3;
	const file = Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		pngChunk("IHDR", header),
		pngChunk("PLTE", palette()),
		pngChunk("IDAT", deflateSync(lines, { level: 9 })),
		pngChunk("IEND", Buffer.alloc(0)),
	]);
	return `data:image/png;base64,${file.toString("base64")}`;
}

/** The scale itself, from −limit to limit. */
export function scalePicture(): string {
	const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
	return fieldPicture({ bytes, low: -1, high: 1 }, [1, 256], 1);
}
