/**
 * The ranking and the observables as tables for papers and programs. LaTeX uses booktabs and
 * siunitx (S columns, 1.234(56)). Markdown and CSV need no package.
 */
import type { Comparison } from "../core/comparison.js";
import { element } from "../core/elements.js";
import type { BenchRecord } from "../core/record.js";
import { meanOf, namesOf, referenceOf } from "./charts/observables.js";
import { csvText } from "./csv.js";
import { arrange } from "./model/arrange.js";
import { unitMeans } from "./model/clock.js";
import type { Row, Section } from "./model/model.js";
import { rankText, tiedMeans } from "./model/ranks.js";
import { symbolOf } from "./model/symbols.js";
import { escapeLatex, escapeMarkdown } from "./text/escape.js";
import {
	formatEstimate,
	formatNumber,
	siunitxEstimate,
} from "./text/format.js";
import { optional } from "./text/optional.js";

export const tableFormats = ["latex", "csv", "markdown"] as const;
export type TableFormat = (typeof tableFormats)[number];

/** A number with its error, a plain number, or words. null for an empty cell. */
type Cell =
	| { readonly value: number; readonly error?: number | undefined }
	| string
	| null;

interface Table {
	readonly name: string;
	readonly caption: string;
	readonly columns: readonly {
		readonly title: string;
		readonly text: boolean;
	}[];
	readonly rows: readonly (readonly Cell[])[];
}

/** All tables of all sections as one text. */
export function renderTables(
	records: readonly BenchRecord[],
	format: TableFormat,
	comparison?: Comparison,
): string {
	const { sections } = arrange(records, optional("comparison", comparison));
	if (format === "csv") return csv(sections);
	const tables = sections.flatMap((section, index) => [
		rankingOf(section, `${index + 1}-ranking`),
		observablesOf(section, `${index + 1}-observables`),
	]);
	return format === "latex"
		? `% Needs \\usepackage{booktabs} and \\usepackage{siunitx}.\n\n${tables.map(latex).join("\n")}`
		: tables.map(markdown).join("\n");
}

function where(section: Section): string {
	return `${section.target.label} (${section.target.detail}) on ${section.machine.label}`;
}

function rankingOf(section: Section, name: string): Table {
	const { unit } = section.machine;
	const number = (title: string) => ({ title, text: false });
	const tied = section.rows.some((row) => row.tiedAbove)
		? ` ≈ before a rank: ${tiedMeans}.`
		: "";
	return {
		name,
		caption: `Samplers on ${where(section)}. ${unitMeans(section.machine)}; ESS is that of the slowest observable; errors are one standard deviation. Rows without rank failed a check, disagree with another sampler or are unresolved.${tied}`,
		columns: [
			{ title: "Rank", text: true },
			{ title: "Sampler", text: true },
			number(`ESS per ${unit}`),
			number("τ_int"),
			number("ESS / draws"),
			number("Acceptance"),
			number(`Preparation (${unit}s)`),
			{ title: "Checks", text: true },
		],
		rows: section.rows.map((row) => [
			rankText(row),
			row.label,
			row.rate && row.log && Number.isFinite(row.log.error)
				? { value: row.rate.value, error: row.rate.value * row.log.error }
				: null,
			row.tauInt ?? null,
			row.essShare === undefined ? null : { value: row.essShare },
			row.acceptance === undefined ? null : { value: row.acceptance },
			row.preparation === undefined ? null : { value: row.preparation },
			`${passed(row)}/${row.checks.length}`,
		]),
	};
}

function observablesOf(section: Section, name: string): Table {
	const names = namesOf(section);
	const known = names.some((n) => referenceOf(section, n) !== undefined);
	const row = (label: string, pick: (name: string) => Cell): Cell[] => [
		label,
		...names.map(pick),
	];
	return {
		name,
		caption: `Observables on ${where(section)}; seeds combined, errors are one standard deviation.`,
		columns: [
			{ title: "Sampler", text: true },
			...names.map((n) => ({
				title: symbolOf(section.symbols, n),
				text: false,
			})),
		],
		rows: [
			...(known
				? [row("reference", (n) => referenceOf(section, n) ?? null)]
				: []),
			...section.rows.map((r) => row(r.label, (n) => meanOf(r, n) ?? null)),
		],
	};
}

function passed(row: Row): number {
	return row.checks.filter(({ check }) => check.verdict === "pass").length;
}

function latex(table: Table): string {
	const columns = table.columns.map((column, i) => {
		if (column.text) return "l";
		return `S[table-format=${room(table.rows.map((row) => element(row, i)))}]`;
	});
	const head = table.columns.map((c) => `{${escapeLatex(c.title)}}`);
	const body = table.rows.map(
		(row) => `\t\t${row.map(latexCell).join(" & ")} \\\\`,
	);
	return [
		"\\begin{table}",
		"\t\\centering",
		`\t\\caption{${escapeLatex(table.caption)}}`,
		`\t\\label{tab:${table.name}}`,
		`\t\\begin{tabular}{${columns.join("")}}`,
		"\t\t\\toprule",
		`\t\t${head.join(" & ")} \\\\`,
		"\t\t\\midrule",
		...body,
		"\t\t\\bottomrule",
		"\t\\end{tabular}",
		"\\end{table}",
		"",
	].join("\n");
}

function latexCell(cell: Cell): string {
	if (cell === null) return "{--}";
	if (typeof cell === "string") return `{${escapeLatex(cell)}}`;
	return siunitxEstimate(cell.value, cell.error);
}

/** The room that siunitx must leave: digits before and after the point, of the error, of the power. */
function room(cells: readonly Cell[]): string {
	let [sign, whole, decimals, error, exponent] = ["", 1, 0, 0, 0];
	for (const cell of cells) {
		if (cell === null || typeof cell === "string") continue;
		const match = siunitxEstimate(cell.value, cell.error).match(
			/^(-?)(\d+)(?:\.(\d+))?(?:\((\d+)\))?(?:e(-?\d+))?$/,
		);
		if (match === null) continue;
		sign = match[1] || sign;
		whole = Math.max(whole, match[2]?.length ?? 0);
		decimals = Math.max(decimals, match[3]?.length ?? 0);
		error = Math.max(error, match[4]?.length ?? 0);
		if (Math.abs(Number(match[5] ?? 0)) > Math.abs(exponent))
			exponent = Number(match[5]);
	}
	return [
		sign,
		whole,
		decimals > 0 ? `.${decimals}` : "",
		error > 0 ? `(${error})` : "",
		exponent === 0 ? "" : `e${exponent}`,
	].join("");
}

function markdown(table: Table): string {
	const cells = [
		table.columns.map((column) => escapeMarkdown(column.title)),
		...table.rows.map((row) => row.map(markdownCell)),
	];
	const sizes = table.columns.map(({ text }, i) => ({
		text,
		width: Math.max(3, ...cells.map((row) => element(row, i).length)),
	}));
	const line = (row: readonly string[]) =>
		`| ${sizes.map(({ text, width }, i) => (text ? element(row, i).padEnd(width) : element(row, i).padStart(width))).join(" | ")} |`;
	const rule = sizes.map(({ text, width }) =>
		text ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
	);
	return [
		line(element(cells, 0)),
		`| ${rule.join(" | ")} |`,
		...cells.slice(1).map(line),
		"",
		escapeMarkdown(table.caption),
		"",
	].join("\n");
}

function markdownCell(cell: Cell): string {
	if (cell === null) return "–";
	if (typeof cell === "string") return escapeMarkdown(cell);
	return cell.error === undefined
		? formatNumber(cell.value, 4)
		: formatEstimate(cell.value, cell.error);
}

/** One line for each row of each ranking, with all digits. */
function csv(sections: readonly Section[]): string {
	const names = [...new Set(sections.flatMap(namesOf))];
	return csvText(
		[
			...["target", "detail", "device", "unit", "rank", "state", "sampler"],
			...["estimator", "essPerUnit", "low", "high", "slowest", "tauInt"],
			...["tauIntError", "essShare", "acceptance", "kishShare", "paretoK"],
			...["preparation", "checksPassed", "checks", "reason"],
			...names.flatMap((name) => [name, `${name}Error`]),
		],
		sections.flatMap((section) =>
			section.rows.map((row) => [
				section.target.label,
				section.target.detail,
				section.machine.label,
				section.machine.unit,
				row.rank,
				row.state,
				row.sampler.label,
				row.estimator,
				...[row.rate?.value, row.rate?.low, row.rate?.high, row.slowest],
				...[row.tauInt?.value, row.tauInt?.error, row.essShare],
				...[row.acceptance, row.kishShare, row.paretoK, row.preparation],
				...[passed(row), row.checks.length, row.reason],
				...names.flatMap((name) => {
					const mean = meanOf(row, name);
					return [mean?.value, mean?.error];
				}),
			]),
		),
	);
}
