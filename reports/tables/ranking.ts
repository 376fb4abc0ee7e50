/** The ranking of one target on one machine: a line for each row, and for each sampler without result. */
import type { Interval } from "../../core/record.js";
import { unitMeans } from "../model/clock.js";
import { seedsText, spreadNote, withoutResult } from "../model/completeness.js";
import { gradientsMean } from "../model/gradients.js";
import type { Row, Section } from "../model/model.js";
import { costOf } from "../model/prices.js";
import { rankText, tiedMeans } from "../model/ranks.js";
import { knownSizes, type SizeColumn } from "../model/size.js";
import { symbolOf } from "../model/symbols.js";
import { formatCount } from "../text/format.js";
import type { Cell, Column, Table } from "./table.js";

type ColumnOf = readonly [Column, (row: Row) => Cell];

const gradientColumns: readonly ColumnOf[] = [
	[number("Gradients, φ² of a site"), (row) => spread(row.gradients?.site)],
	[number("Gradients, m²"), (row) => spread(row.gradients?.zeroMode)],
	[
		number("Gradients, preparation"),
		(row) => plain(row.gradients?.preparation),
	],
];

export function rankingTable(section: Section, name: string): Table {
	const { unit } = section.machine;
	const sizes = knownSizes(section.rows);
	const counted = section.rows.some((row) => row.gradients !== undefined);
	const columns: readonly ColumnOf[] = [
		[words("Rank"), rankText],
		[words("Sampler"), (row) => row.label],
		[words("Seeds"), (row) => seedsText(section, row)],
		[
			number(`ESS per ${unit}`),
			(row) =>
				row.rate && row.log && Number.isFinite(row.log.error)
					? { value: row.rate.value, error: row.rate.value * row.log.error }
					: null,
		],
		[number(`Preparation (${unit}s)`), (row) => plain(row.preparation)],
		[number(`Total to ESS 10⁴ (${unit}s)`), (row) => plain(costOf(row, 1e4))],
		[
			words("Slowest"),
			(row) =>
				row.slowest === undefined
					? null
					: symbolOf(section.symbols, row.slowest),
		],
		[number("τ_int"), (row) => row.tauInt ?? null],
		[number("ESS / draws"), (row) => plain(row.essShare)],
		[number("Acceptance"), (row) => plain(row.acceptance)],
		[words("Checks"), (row) => `${passed(row)}/${row.checks.length}`],
		...sizes.map(
			(size): ColumnOf => [
				number(size.kind === "bytes" ? `${size.title} (MB)` : size.title),
				(row) => sizeCell(size, row.size && size.pick(row.size)),
			],
		),
		...(counted ? gradientColumns : []),
	];
	const notes = [
		sizes.length === 0
			? ""
			: " Operations are multiplications and additions of one draw, counted and not measured; memory is the largest of the process.",
		section.rows.some((row) => row.tiedAbove)
			? ` ≈ before a rank: ${tiedMeans}.`
			: "",
		spreadNote(section.rows) === "" ? "" : ` ${spreadNote(section.rows)}`,
		counted ? ` ${gradientsMean}.` : "",
	].join("");
	return {
		name,
		caption: `Samplers on ${whereOf(section)}. ${unitMeans(section.machine)}. ESS is that of the slowest observable, and τ_int is in stored measurements. Errors are one standard deviation. The total contains the preparation. A row without a rank failed a check, disagrees with another sampler or is unresolved.${notes}`,
		columns: columns.map(([column]) => column),
		rowHeads: 2,
		rows: [
			...section.rows.map((row) => columns.map(([, cell]) => cell(row))),
			...withoutResult(section).map(({ sampler, asked, status }): Cell[] => [
				status,
				sampler.label,
				`0 of ${asked}`,
				...columns.slice(3).map(() => null),
			]),
		],
	};
}

export function whereOf({ target, machine }: Section): string {
	return `${target.label} (${target.detail}) on ${machine.label}`;
}

export function passed(row: Row): number {
	return row.checks.filter(({ check }) => check.verdict === "pass").length;
}

function sizeCell({ kind }: SizeColumn, value: number | undefined): Cell {
	if (value === undefined) return null;
	// A table's numbers are rounded to four digits, and parameters are counted.
	return kind === "count"
		? formatCount(value)
		: { value: kind === "bytes" ? value / 1e6 : value };
}

function plain(value: number | undefined): Cell {
	return value === undefined ? null : { value };
}

/** An interval that is even on the log scale, as value and error. */
function spread(interval: Interval | undefined): Cell {
	if (interval === undefined) return null;
	const { value, low } = interval;
	return low > 0 ? { value, error: value * Math.log(value / low) } : { value };
}

function words(title: string): Column {
	return { title, text: true };
}

function number(title: string): Column {
	return { title, text: false };
}
