/** The table of effects of a comparison, as columns of text, as Markdown and as HTML. */
import { element } from "../../core/elements.js";
import type { Effect } from "../../harness/compare/finding.js";
import { dataTable } from "../../reports/html/elements.js";
import { cellsOf } from "../../reports/text/cells-of.js";
import { escapeMarkdown, printable } from "../../reports/text/escape.js";
import {
	formatEstimate,
	formatNumber,
	formatP,
	formatRange,
} from "../../reports/text/format.js";

const heads = [
	"cell",
	"quantity",
	"before",
	"after",
	"ratio",
	"90 % interval",
	"p",
	"verdict",
] as const;
/** From here on columns hold numbers, up to the verdict. */
const firstNumber = 2;

const verdicts: Readonly<Record<Effect["verdict"], string>> = {
	same: "same",
	improved: "improved",
	regressed: "REGRESSED",
	inconclusive: "undecided",
	note: "told, not judged",
	"not judged": "not judged",
};

const meaning =
	"Ratios are new over base. p is the two-sided chance of such a difference if nothing changed, for this line alone. An interval is absent where one training or one session cannot tell how much others differ.";

export function effectsText(effects: readonly Effect[]): string[] {
	if (effects.length === 0) return [];
	const lines = [[...heads], ...effects.map(cellsOfEffect)];
	const widths = heads.map((_, i) =>
		Math.max(...lines.map((line) => cellsOf(element(line, i)))),
	);
	const last = heads.length - 1;
	return [
		...lines.map((line) =>
			line
				.map((cell, i) => {
					const space = " ".repeat(element(widths, i) - cellsOf(cell));
					return i >= firstNumber && i < last ? space + cell : cell + space;
				})
				.join("  ")
				.trimEnd(),
		),
		meaning,
	];
}

export function effectsMarkdown(effects: readonly Effect[]): string {
	const rows = effects.map(
		(effect) => `| ${cellsOfEffect(effect).map(escapeMarkdown).join(" | ")} |`,
	);
	return [
		`| ${heads.join(" | ")} |`,
		"|---|---|---:|---:|---:|---:|---:|---|",
		...rows,
		"",
		meaning,
	].join("\n");
}

export function effectsHtml(effects: readonly Effect[]): string {
	return dataTable(
		{
			columns: heads,
			rows: effects.map((effect) =>
				cellsOfEffect(effect).map((cell) => (cell === "–" ? null : cell)),
			),
			note: meaning,
		},
		"Table of effects",
	);
}

function cellsOfEffect(effect: Effect): string[] {
	const { cell, estimator, quantity, before, after, ratio, p, verdict } =
		effect;
	return [
		printable(estimator === undefined ? cell : `${cell} (${estimator})`),
		printable(quantity),
		valueText(before),
		valueText(after),
		ratio === undefined ? "–" : formatNumber(ratio.value, 4),
		ratio?.low === undefined ? "–" : formatRange(ratio.low, ratio.high, 4),
		p === undefined ? "–" : formatP(p).replace(/^p (= )?/, ""),
		verdicts[verdict],
	];
}

function valueText({ value, error }: Effect["before"]): string {
	return error === undefined
		? formatNumber(value, 4)
		: formatEstimate(value, error);
}
