/** The ranking as text: aligned columns and Unicode bars, no wider than the terminal, in colour only on request. */

import pc from "picocolors";
import { defined, element } from "../core/elements.js";
import type { BenchRecord } from "../core/record.js";
import { arrange } from "./model/arrange.js";
import { seedsText, spreadNote } from "./model/completeness.js";
import { disputeSentence } from "./model/disputes.js";
import { lostLines } from "./model/lost.js";
import type { Row, Section } from "./model/model.js";
import { tiedMeans } from "./model/ranks.js";
import { symbolOf } from "./model/symbols.js";
import { trustOf } from "./model/trust.js";
import { headline, verdictOf } from "./model/verdict.js";
import type { TerminalOptions } from "./report.js";
import { cellsOf } from "./text/cells-of.js";
import {
	formatDuration,
	formatEstimate,
	formatInterval,
	formatPercent,
} from "./text/format.js";
import { truncate, wrap } from "./text/lines.js";
import { reasonText } from "./text/reason.js";
import { openingOf, plainText } from "./text/sentence.js";

/** One column of the table: its title, its alignment, and its cell for a row. */
interface Column {
	readonly title: string;
	readonly align: "left" | "right";
	cell(row: Row): string;
}

export function terminalSummary(
	records: readonly BenchRecord[],
	options: TerminalOptions,
): string {
	const paint = pc.createColors(options.color);
	const width = Math.max(20, Math.floor(options.columns));
	if (records.length === 0) return "There are no records.\n";
	const model = arrange(records, defined({ comparison: options.comparison }));
	const lines: string[] = [];
	const trust = trustOf(model);
	const { opening, rest } = openingOf(headline(model));
	lines.push(...wrap(plainText(opening), width).map(paint.bold));
	lines.push(...wrap(plainText(rest), width), "");
	const tone = { sound: paint.green, caution: paint.yellow, broken: paint.red };
	lines.push(...wrap(trust.sentence, width).map(tone[trust.level]));
	for (const dispute of model.disputes)
		lines.push(
			...wrap(plainText(disputeSentence(dispute)), width).map(paint.red),
		);
	if (model.machines.length > 1)
		lines.push(
			...wrap(
				`Timings come from ${model.machines.length} machines; they are ranked on each machine separately.`,
				width,
			).map(paint.yellow),
		);
	for (const section of model.sections) {
		lines.push("");
		if (model.sections.length > 1)
			lines.push(...wrap(plainText(verdictOf(section).sentence), width));
		const where = `${section.target.label}: ${section.target.detail} · ${section.machine.label}`;
		lines.push(...wrap(where, width).map(paint.dim));
		lines.push(...table(section, width, paint));
		if (section.rows.some((row) => row.tiedAbove))
			lines.push(...wrap(`≈: ${tiedMeans}`, width).map(paint.dim));
		if (spreadNote(section.rows) !== "")
			lines.push(...wrap(spreadNote(section.rows), width).map(paint.dim));
		for (const row of section.rows)
			if (row.reason !== undefined)
				lines.push(
					...wrap(`${row.label}: ${reasonText(row.reason)}`, width).map(
						paint.dim,
					),
				);
		// The rows of one sampler share a training.
		const remarks = section.rows.flatMap(
			({ sampler, training, accuracy, remarks }) =>
				[training, accuracy, ...remarks].flatMap((said) =>
					said === undefined ? [] : `${sampler.label}: ${said}`,
				),
		);
		for (const line of new Set(remarks))
			lines.push(...wrap(reasonText(line), width).map(paint.yellow));
		for (const line of lostLines(section))
			lines.push(...wrap(line, width).map(paint.dim));
	}
	return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

function table(
	section: Section,
	width: number,
	paint: ReturnType<typeof pc.createColors>,
): string[] {
	const { rows } = section;
	if (rows.length === 0) return ["no results"];
	const best = Math.max(
		0,
		...rows.map((row) => (row.state === "ranked" ? (row.rate?.value ?? 0) : 0)),
	);
	const columns = columnsOf(section);
	const cells = rows.map((row) => columns.map((column) => column.cell(row)));
	const widths = columns.map((column, index) =>
		Math.max(
			cellsOf(column.title),
			...cells.map((line) => cellsOf(element(line, index))),
		),
	);
	// The name shrinks first. Then columns are dropped from the right, but never the rate.
	const nameFloor = Math.min(element(widths, 1), width < 60 ? 12 : 30);
	let kept = columns.length;
	const total = (n: number, name: number) =>
		widths
			.slice(0, n)
			.reduce((sum, w, i) => sum + (i === 1 ? name : w) + 2, -2);
	while (kept > 3 && total(kept, nameFloor) > width) kept--;
	const name = Math.max(
		4,
		Math.min(
			element(widths, 1),
			element(widths, 1) - (total(kept, element(widths, 1)) - width),
		),
	);
	const bar = Math.min(24, width - total(kept, name) - 2);
	const layout = (line: readonly string[], label = element(line, 1)) =>
		line
			.slice(0, kept)
			.map((cell, i) =>
				padded(
					i === 1 ? label : cell,
					i === 1 ? name : element(widths, i),
					element(columns, i).align,
				),
			)
			.join("  ");
	const heading = layout(columns.map((column) => column.title));
	const lines = [clip(paint.dim(heading), heading, width)];
	rows.forEach((row, index) => {
		const share = best > 0 ? (row.rate?.value ?? 0) / best : 0;
		// A name that is too long for its column continues below.
		const [label = "", ...rest] = wrap(element(element(cells, index), 1), name);
		const text = layout(element(cells, index), label);
		const tail =
			bar >= 6 && row.state === "ranked" ? `  ${barOf(share, bar)}` : "";
		if (row.state === "failed") lines.push(clip(paint.red(text), text, width));
		else if (row.state === "unresolved")
			lines.push(clip(paint.yellow(text), text, width));
		else lines.push(clip(text, text, width) + (tail ? paint.cyan(tail) : ""));
		const indent = " ".repeat(element(widths, 0) + 2);
		for (const part of rest)
			lines.push(clip(indent + part, indent + part, width));
	});
	return lines;
}

/** Cuts a line that is too wide even for the narrowest layout. A cut line has no colours. */
function clip(painted: string, text: string, width: number): string {
	return cellsOf(text) <= width ? painted : truncate(text, width);
}

const marks: Readonly<Record<Row["state"], string>> = {
	ranked: "",
	untimed: "–",
	unresolved: "?",
	failed: "✗",
};

function columnsOf(section: Section): Column[] {
	return [
		{
			title: "#",
			align: "right",
			cell: (row) =>
				row.rank !== undefined
					? `${row.tiedAbove ? "≈" : ""}${row.rank}`
					: marks[row.state],
		},
		{ title: "sampler", align: "left", cell: (row) => row.label },
		{
			title: `ESS per ${section.machine.unit}`,
			align: "right",
			cell: (row) =>
				row.rate !== undefined
					? formatInterval(row.rate)
					: row.state === "untimed"
						? "–"
						: "unresolved",
		},
		{
			title: "seeds",
			align: "right",
			cell: (row) => seedsText(section, row),
		},
		{
			title: "τ_int",
			align: "right",
			cell: (row) =>
				row.tauInt === undefined
					? "–"
					: formatEstimate(row.tauInt.value, row.tauInt.error),
		},
		{
			title: "acceptance",
			align: "right",
			cell: (row) =>
				row.acceptance === undefined ? "–" : formatPercent(row.acceptance),
		},
		{
			title: "preparation",
			align: "right",
			cell: (row) =>
				row.preparation === undefined ? "–" : formatDuration(row.preparation),
		},
		{
			title: "checks",
			align: "right",
			cell: (row) => {
				const passed = row.checks.filter((c) => c.check.verdict === "pass");
				return `${passed.length}/${row.checks.length}`;
			},
		},
		{
			title: "slowest",
			align: "left",
			cell: ({ slowest }) =>
				slowest === undefined ? "–" : symbolOf(section.symbols, slowest),
		},
	];
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

function barOf(share: number, cells: number): string {
	const units = Math.round(share * cells * 8);
	return "█".repeat(Math.floor(units / 8)) + eighths[units % 8];
}

function padded(text: string, width: number, align: "left" | "right"): string {
	const cut = truncate(text, width);
	const padding = " ".repeat(Math.max(0, width - cellsOf(cut)));
	return align === "left" ? cut + padding : padding + cut;
}
