import { Resvg } from "@resvg/resvg-js";

const dotsPerInch = 300;

/** Pixels of a picture whose unit is a point and whose text is outlines: no font is looked up. */
export function png(svg: string): Uint8Array {
	const image = new Resvg(svg, {
		fitTo: { mode: "zoom", value: dotsPerInch / 96 },
		font: { loadSystemFonts: false },
	});
	return image.render().asPng();
}
