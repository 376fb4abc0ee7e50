/** Chart: all checks at a glance, observables and identities against samplers. */
import { element } from "../../core/elements.js";
import { textWidth } from "../draw/fonts.js";
import { ink } from "../draw/palette.js";
import { type Symbols, symbolOf } from "../model/symbols.js";
import { formatNumber, formatP, plural } from "../text/format.js";
import { type Cell, cellsOf } from "./agreement-cells.js";
import type { Chart } from "./chart.js";
import { lookup } from "./grammar/lookup.js";
import { fitNames, rowAxis, rowId, shortRowNames } from "./grammar/rows.js";
import { fading, silent, words } from "./grammar/samplers.js";
import { type Datum, view } from "./grammar/view.js";
import { zColor, zLegend } from "./grammar/z-colors.js";

export const agreement: Chart = {
	name: "agreement",
	title: "Agreement",
	reading:
		"Each cell is the distance from the expected answer in standard errors, seeds combined; pale is agreement, orange is not, × is a check that failed, and ? one whose error is too large to say. Among a hundred cells about five may lie beyond two, but none beyond four.",
	caption:
		"Distance from the expected answer in standard errors, $|z|$, with the seeds combined. A cross marks a failed check and a question mark an undecided one.",
	panels: "one",
	scope: "section",
	build(_, section, layout) {
		const cells = section.rows.flatMap(cellsOf);
		if (cells.length === 0) return undefined;
		const rows = section.rows.filter((row) => cells.some((c) => c.row === row));
		const subjects = [...new Set(cells.map((cell) => cell.subject))];
		const heads = shortRowNames(rows, layout, 0.42);
		const wide = (0.6 * layout.width) / rows.length;
		const widest = Math.max(
			...heads.map((head) => textWidth(head, layout.fontSize, layout)),
		);
		const slanted = widest > 0.9 * wide;
		const values: Datum[] = cells.map((cell) => ({
			row: rowId(subjects.indexOf(cell.subject)),
			column: `c${rows.indexOf(cell.row)}`,
			sampler: cell.row.sampler.id,
			size: Math.abs(cell.z),
			z: cell.z,
			p: cell.p,
			undecided: cell.verdict === "undecided",
			label: labelOf(cell),
			short: Math.abs(cell.z) >= 2 ? labelOf(cell) : markOf(cell),
			text: `${cell.row.label}\n${cell.claim}\nz = ${signed(cell.z)}, ${formatP(cell.p)}, ${plural(cell.seeds, "seed")}\n${cell.verdict}`,
		}));
		const x = {
			field: "column",
			type: "nominal",
			title: null,
			scale: { domain: rows.map((_, i) => `c${i}`), paddingInner: 0.05 },
			axis: {
				orient: "top",
				labelExpr: lookup(
					Object.fromEntries(heads.map((head, i) => [`c${i}`, head])),
				),
				...(slanted
					? { labelAngle: 60, labelAlign: "right", labelBaseline: "middle" }
					: { labelAngle: 0 }),
				labelColor: ink.text,
				ticks: false,
				domain: false,
				labelOverlap: false,
			},
		};
		const names = subjects.map((subject) =>
			subjectLabel(subject, section.symbols),
		);
		const y = { ...rowAxis(fitNames(names, layout, 0.46)) };
		const scale = { ...(y.scale as object), paddingInner: 0.05 };
		const cellY = { ...y, scale, axis: { ...(y.axis as object), grid: false } };
		const height = Math.round(
			layout.fontSize * (1.75 * subjects.length + 2) +
				(slanted ? 0.9 * widest : layout.fontSize),
		);
		// Slanted names move left when the columns move closer together.
		const edge = Math.round(layout.fontSize / 3);
		const left = Math.round(layout.fontSize * (slanted ? 1.2 : 1 / 3));
		const padding = { left, top: edge, right: edge, bottom: edge };
		const description = `Distances from the expected answers for ${plural(subjects.length, "check")} of ${plural(rows.length, "row")} on ${section.target.label}.`;
		return {
			description,
			names: Object.fromEntries([
				...names.map((name, i) => [rowId(i), name]),
				...rows.map(({ label }, i) => [`c${i}`, label]),
			]),
			legend: [
				...zLegend,
				{ label: "? undecided", color: ink.grid, shape: "square" },
			],
			panels: [
				view(
					layout,
					height,
					description,
					[
						{
							data: { values },
							mark: { type: "rect" },
							encoding: {
								x,
								y: cellY,
								color: {
									condition: { test: "datum.undecided", value: ink.grid },
									...zColor,
								},
								opacity: fading(1),
								...words,
							},
						},
						{
							data: { values },
							mark: {
								...silent,
								type: "text",
								fontSize: layout.fontSize * 0.8,
								fill: "#1A1D21",
							},
							encoding: {
								x,
								y: cellY,
								// Narrow screens have room only for what matters.
								text: {
									condition: {
										test: `bandwidth('x') > ${3.2 * layout.fontSize}`,
										field: "label",
										type: "nominal",
									},
									field: "short",
									type: "nominal",
								},
								tooltip: words.tooltip,
							},
						},
					],
					{ padding },
				),
			],
			table: {
				columns: ["Sampler", "Check", "z", "p", "Verdict"],
				rows: cells.map((cell) => [
					cell.row.label,
					cell.claim,
					signed(cell.z),
					formatNumber(cell.p, 2),
					cell.verdict,
				]),
				note: "Seeds are combined after Stouffer; checks that are not z-scores enter by their p-value.",
			},
		};
	},
};

/** A mark for an undecided check, otherwise the number. */
function labelOf(cell: Cell): string {
	return markOf(cell) || signed(cell.z);
}

function markOf({ verdict }: Cell): string {
	return verdict === "failed" ? "×" : verdict === "undecided" ? "?" : "";
}

/** Full names of checks without a quantity. */
const spelled: Readonly<Record<string, string>> = {
	"SD joint": "Schwinger–Dyson, all",
	Creutz: "Creutz's identity",
	replicas: "chains agree",
	// The whole names would be cut in a figure of one column.
	"log Z from draws of the target": "log Z, forward",
	"log Z within its bounds": "log Z in its bounds",
	"forward and reverse ESS agree": "ESS, forward",
};

function subjectLabel(subject: string, symbols: Symbols): string {
	return Object.hasOwn(spelled, subject)
		? element(spelled, subject)
		: symbolOf(symbols, subject);
}

function signed(z: number): string {
	const text =
		Math.abs(z) < 9.95 ? Math.abs(z).toFixed(1) : formatNumber(Math.abs(z), 2);
	return z < 0 && text !== "0.0" ? `−${text}` : text;
}
