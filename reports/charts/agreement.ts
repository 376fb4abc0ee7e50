import type { Check } from "../../core/record.js";
import { printable } from "../parts/escape.js";
import { formatNumber, formatP } from "../parts/format.js";
import type { Row } from "../parts/model.js";
import { twoSidedP, zOfCheck, zOfP } from "../parts/normal.js";
import { observableLabel } from "../parts/observable-names.js";
import { ink, zColors, zLimits } from "../parts/palette.js";
import type { Chart } from "./chart.js";
import {
	type Datum,
	lookup,
	rowAxis,
	rowId,
	rowNames,
	rowsHeight,
	view,
	words,
} from "./parts/spec.js";

interface Cell {
	readonly row: Row;
	readonly column: string;
	/** Signed where the checks have a sign. */
	readonly z: number;
	readonly p: number;
	readonly failed: boolean;
	readonly claim: string;
	readonly seeds: number;
}

/** All checks at a glance: rows against observables and identities. */
export const agreement: Chart = {
	name: "agreement",
	title: "Agreement",
	reading:
		"Each cell is the distance from the expected answer in standard errors, seeds combined; pale is agreement, orange is not, and × marks a check that failed. Among a hundred cells about five may lie beyond two, but none beyond four.",
	panels: "one",
	scope: "section",
	build(_, section, layout) {
		const cells = section.rows.flatMap(cellsOf);
		if (cells.length === 0) return undefined;
		const rows = section.rows.filter((row) => cells.some((c) => c.row === row));
		const names = rowNames(rows, layout);
		const columns = [...new Set(cells.map((cell) => cell.column))];
		// Numbers only where they fit; in narrow cells those that matter.
		const numbers =
			columns.length * 3.2 * layout.fontSize < layout.width * 0.75;
		const values: Datum[] = cells.map((cell) => ({
			row: rowId(rows.indexOf(cell.row)),
			column: `c${columns.indexOf(cell.column)}`,
			size: Math.abs(cell.z),
			label: cell.failed
				? "×"
				: numbers || Math.abs(cell.z) >= 2
					? signed(cell.z)
					: "",
			text: `${cell.row.label}\n${cell.claim}\nz = ${signed(cell.z)}, ${formatP(cell.p)}, ${cell.seeds} ${cell.seeds === 1 ? "seed" : "seeds"}${cell.failed ? "\nfailed" : ""}`,
		}));
		const titles = Object.fromEntries(
			columns.map((column, i) => [`c${i}`, columnLabel(column)]),
		);
		const x = {
			field: "column",
			type: "nominal",
			title: null,
			scale: { domain: columns.map((_, i) => `c${i}`), paddingInner: 0.04 },
			axis: {
				labelAngle: columns.length > 12 ? -70 : columns.length > 6 ? -40 : 0,
				labelExpr: lookup(titles),
				labelColor: ink.text,
				ticks: false,
				domain: false,
				labelOverlap: false,
				orient: "bottom",
			},
		};
		const y = { ...rowAxis(names) };
		const scale = { ...(y.scale as object), paddingInner: 0.08 };
		const cellY = { ...y, scale, axis: { ...(y.axis as object), grid: false } };
		const height =
			rowsHeight(rows.length, layout) +
			(columns.length > 6
				? Math.round(layout.fontSize * (columns.length > 12 ? 6.5 : 4.5))
				: 0);
		const description = `Distances from the expected answers for ${rows.length} rows and ${columns.length} checks on ${section.target.label}.`;
		return {
			description,
			legend: zColors.map((color, i) => ({
				label:
					i === 0
						? "|z| < 1"
						: i === zColors.length - 1
							? `≥ ${zLimits[i - 1]}`
							: `< ${zLimits[i]}`,
				color,
				shape: "square",
			})),
			panels: [
				{
					height,
					spec: view(layout, height, description, [
						{
							data: { values },
							mark: { type: "rect" },
							encoding: {
								x,
								y: cellY,
								color: {
									field: "size",
									type: "quantitative",
									legend: null,
									scale: {
										type: "threshold",
										domain: [...zLimits],
										range: [...zColors],
									},
								},
								...words,
							},
						},
						{
							data: { values },
							mark: {
								type: "text",
								fontSize: layout.fontSize * (numbers ? 0.85 : 0.7),
								fill: "#1A1D21",
							},
							encoding: {
								x,
								y: cellY,
								text: { field: "label", type: "nominal" },
								...words,
							},
						},
					]),
				},
			],
			table: {
				columns: ["Sampler", "Check", "z", "p", "Verdict"],
				rows: cells.map((cell) => [
					cell.row.label,
					cell.claim,
					signed(cell.z),
					formatNumber(cell.p, 2),
					cell.failed ? "failed" : "passed or undecided",
				]),
				note: "Seeds are combined after Stouffer; checks that are not z-scores enter by their p-value.",
			},
		};
	},
};

function columnLabel(column: string): string {
	const label = printable(observableLabel(column));
	return label.length > 18 ? `${label.slice(0, 17)}…` : label;
}

function cellsOf(row: Row): Cell[] {
	const groups = new Map<string, { check: Check; z: number }[]>();
	for (const { name, check } of row.checks) {
		const z = zOfCheck(check);
		if (z === undefined) continue;
		const column = columnOf(name, check);
		groups.set(column, [...(groups.get(column) ?? []), { check, z }]);
	}
	return [...groups.entries()].map(([column, members]) => {
		const z =
			column === replicas
				? worst(members.map((member) => member.z))
				: members.reduce((total, member) => total + member.z, 0) /
					Math.sqrt(members.length);
		return {
			row,
			column,
			z,
			p: twoSidedP(z),
			failed: members.some(({ check }) => check.verdict === "fail"),
			claim:
				column === replicas
					? "the chains agree with each other in every observable"
					: members[0].check.claim,
			seeds: new Set(
				row.checks
					.filter(({ check }) => members.some((m) => m.check === check))
					.map(({ seed }) => seed),
			).size,
		};
	});
}

const replicas = "replicas";

/** Checks of the same thing by several estimators share a column; those between chains are one. */
function columnOf(name: string, check: Check): string {
	if (name.startsWith("replicas ")) return replicas;
	if (check.observable !== undefined && check.reference !== undefined)
		return check.observable;
	return name.replace(/ \((chain|reweighted|metropolis)\)$/, "");
}

/** The largest of several |z|, its p-value multiplied by their number (Bonferroni). */
function worst(scores: readonly number[]): number {
	const largest = Math.max(...scores.map(Math.abs));
	return zOfP(Math.min(1, scores.length * twoSidedP(largest)));
}

function signed(z: number): string {
	const text =
		Math.abs(z) < 9.95 ? Math.abs(z).toFixed(1) : formatNumber(Math.abs(z), 2);
	return z < 0 && text !== "0.0" ? `−${text}` : text;
}
