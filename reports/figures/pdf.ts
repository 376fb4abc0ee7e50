/** One picture as a one-page PDF, fonts embedded as subsets, dates taken from the records. */
import { isAbsolute } from "node:path";
import PDFDocument from "pdfkit";
import svgToPdf from "svg-to-pdfkit";
import { defined } from "../../core/elements.js";
import type { Family, Weight } from "../draw/families.js";
import { runsOf } from "../draw/runs.js";
import { escapeHtml } from "../text/escape.js";
import { outlinedRightToLeft } from "./outline.js";
import type { Picture } from "./picture.js";
import { attributesOf, replacedText } from "./svg-text.js";

export async function pdf(
	picture: Picture,
	{ Title, Source, Comment }: Readonly<Record<string, string>>,
	date: Date,
	family: Family,
): Promise<Uint8Array> {
	const document = new PDFDocument({
		size: [picture.width, picture.height],
		margin: 0,
		info: {
			...defined({ Title, Subject: Source, Keywords: Comment }),
			Producer: "latticebench",
			Creator: "latticebench",
			CreationDate: date,
		},
	});
	const pieces: Uint8Array[] = [];
	const done = new Promise<void>((resolve, reject) => {
		document.on("data", (piece: Uint8Array) => pieces.push(piece));
		document.on("end", () => resolve());
		document.on("error", reject);
	});
	svgToPdf(
		document,
		inRuns(outlinedRightToLeft(picture.svg, family), family),
		0,
		0,
		{
			width: picture.width,
			height: picture.height,
			// Pieces name the paths of their fonts. The line around them sets no letter of its own.
			fontCallback: (name) => (isAbsolute(name) ? name : family.files.normal),
		},
	);
	document.end();
	await done;
	return Buffer.concat(pieces);
}

/** Every line of text as pieces that name the files of their fonts. */
function inRuns(svg: string, family: Family): string {
	return replacedText(svg, (attributes, text) => {
		const found = attributesOf(attributes);
		const weight: Weight =
			found.get("font-weight") === "bold" ? "bold" : "normal";
		const size = Number.parseFloat(found.get("font-size") ?? "11");
		let height = 0;
		const pieces = runsOf(text, family, weight).map((run) => {
			const climb = (height - run.rise) * size;
			height = run.rise;
			const place = climb === 0 ? "" : ` dy="${climb}"`;
			const scaled =
				run.scale === 1 ? "" : ` font-size="${size * run.scale}px"`;
			return `<tspan font-family="${escapeHtml(run.file)}"${scaled}${place}>${escapeHtml(run.text)}</tspan>`;
		});
		const kept = attributes.replace(/ font-(family|weight)="[^"]*"/g, "");
		return `<text${kept}>${pieces.join("")}</text>`;
	});
}
