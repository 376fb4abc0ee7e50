import { Resvg } from "@resvg/resvg-js";

const dotsPerInch = 300;

/** Pixels of a picture whose unit is a point. All its text is outlines, so no font is needed. */
export function png(svg: string): Uint8Array {
	const image = new Resvg(svg, {
		fitTo: { mode: "zoom", value: dotsPerInch / 96 },
		font: { loadSystemFonts: false },
	});
	return image.render().asPng();
}
