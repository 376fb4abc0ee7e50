/** One picture as a one-page PDF, fonts embedded as subsets, dates taken from the records. */
import PDFDocument from "pdfkit";
import svgToPdf from "svg-to-pdfkit";
import { fontFiles } from "../draw/fonts.js";
import { optional } from "../text/optional.js";
import { outlinedRightToLeft } from "./outline.js";
import type { Picture } from "./picture.js";

export async function pdf(
	picture: Picture,
	{ Title, Source, Comment }: Readonly<Record<string, string>>,
	date: Date,
): Promise<Uint8Array> {
	const document = new PDFDocument({
		size: [picture.width, picture.height],
		margin: 0,
		info: {
			...optional("Title", Title),
			...optional("Subject", Source),
			...optional("Keywords", Comment),
			Producer: "latticebench",
			Creator: "latticebench",
			CreationDate: date,
		},
	});
	document.registerFont("normal", fontFiles.normal);
	document.registerFont("bold", fontFiles.bold);
	const pieces: Uint8Array[] = [];
	const done = new Promise<void>((resolve, reject) => {
		document.on("data", (piece: Uint8Array) => pieces.push(piece));
		document.on("end", () => resolve());
		document.on("error", reject);
	});
	svgToPdf(document, outlinedRightToLeft(picture.svg), 0, 0, {
		width: picture.width,
		height: picture.height,
		fontCallback: (_family, bold) => (bold ? "bold" : "normal"),
	});
	document.end();
	await done;
	return Buffer.concat(pieces);
}
