/** Files of one chart: the picture as it is now, and exactly the data that it shows. */
import { commonTitle, drawnTable } from "../interaction/drawn-table.js";
import { marksOf, titleOf } from "../interaction/spec-parts.js";
import { csvText } from "../text/csv-text.js";
import {
	currentView,
	namesIn,
	plotAt,
	samplerLabels,
	shownSpec,
} from "./charts";
import { handOver } from "./files";
import { composed, type Piece } from "./picture";

export type Format = "svg" | "png" | "csv";

export async function saveChart(
	figure: HTMLElement,
	format: Format,
): Promise<void> {
	const name = `${fileName(figure)}.${format}`;
	if (format === "csv") {
		handOver(new Blob([tableOf(figure)], { type: "text/csv" }), name);
		return;
	}
	const { svg, width, height } = composed(await piecesOf(figure), figure);
	if (format === "svg")
		handOver(new Blob([svg], { type: "image/svg+xml" }), name);
	else handOver(await pixels(svg, width, height), name);
}

function panelsOf(figure: HTMLElement): HTMLElement[] {
	return [...figure.querySelectorAll<HTMLElement>(".panel")].filter(
		(panel) => !panel.hidden,
	);
}

function titleIn(panel: HTMLElement): string {
	return panel.querySelector("h4")?.textContent ?? "";
}

function tableOf(figure: HTMLElement): string {
	const sheets = panelsOf(figure).flatMap((panel) => {
		const place = panel.querySelector<HTMLElement>(".plot");
		const spec = place === null ? undefined : shownSpec(plotAt(place));
		return spec === undefined ? [] : [{ title: titleIn(panel), spec }];
	});
	const titles = (channel: "x" | "y") =>
		commonTitle(sheets.flatMap(({ spec }) => titleOf(spec, channel) ?? []));
	const { columns, rows } = drawnTable(
		sheets.map(({ title, spec }) => ({ title, marks: marksOf(spec) })),
		{
			samplers: samplerLabels(),
			names: namesIn(figure.id),
			x: titles("x"),
			y: titles("y"),
		},
	);
	return csvText(columns, rows);
}

async function piecesOf(figure: HTMLElement): Promise<Piece[]> {
	const pieces: Piece[] = [];
	for (const panel of panelsOf(figure)) {
		const place = panel.querySelector(".plot");
		const view = place === null ? undefined : await currentView(place);
		if (view !== undefined)
			pieces.push({ title: titleIn(panel), svg: await view.toSVG() });
	}
	return pieces;
}

/** Pixels for each unit of the picture: enough for print at the width of a column. */
const density = 4;

async function pixels(
	svg: string,
	width: number,
	height: number,
): Promise<Blob> {
	const image = new Image();
	image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
	await image.decode();
	const canvas = document.createElement("canvas");
	canvas.width = Math.round(width * density);
	canvas.height = Math.round(height * density);
	canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
	return new Promise((resolve, reject) => {
		canvas.toBlob((blob) => {
			if (blob === null) reject(new Error("the browser made no picture"));
			else resolve(blob);
		}, "image/png");
	});
}

function fileName(figure: HTMLElement): string {
	const target = figure.closest("section")?.querySelector("h2")?.textContent;
	return `${target ?? "all"}-${figure.dataset.chart}`
		.replace(/[^\p{L}\p{N}._-]+/gu, "-")
		.slice(0, 80);
}
