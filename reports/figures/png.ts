/** Pixels of a picture, with their size in the world and words about their origin. */
import { Resvg } from "@resvg/resvg-js";
import { pngChunk } from "../draw/png-chunk.js";

const dotsPerInch = 300;
const inch = 0.0254;
/** Signature, and the header with its length, name, 13 bytes and check sum. */
const afterHeader = 8 + 4 + 4 + 13 + 4;

/**
 * A picture whose unit is a point. All its text is outlines, so no font is needed.
 * @param words Latin letters only, as PNG keeps them: tEXt, https://www.w3.org/TR/png-3/#11tEXt
 */
export function png(
	svg: string,
	words: Readonly<Record<string, string>>,
): Uint8Array {
	const image = new Resvg(svg, {
		fitTo: { mode: "zoom", value: dotsPerInch / 96 },
		font: { loadSystemFonts: false },
	});
	const file = image.render().asPng();
	return Buffer.concat([
		file.subarray(0, afterHeader),
		pngChunk("pHYs", pixelsPerMetre()),
		...Object.entries(words).map(([key, text]) =>
			pngChunk("tEXt", Buffer.from(`${key}\0${text}`, "latin1")),
		),
		file.subarray(afterHeader),
	]);
}

function pixelsPerMetre(): Buffer {
	const data = Buffer.alloc(9);
	const density = Math.round(dotsPerInch / inch);
	data.writeUInt32BE(density, 0);
	data.writeUInt32BE(density, 4);
	data[8] = 1;
	return data;
}
