/**
 * Chart: all z-scores of the page against the normal distribution that they should follow. It shows whether
 * error bars are right.
 */
import { element } from "../../core/elements.js";
import { ink, styles } from "../draw/palette.js";
import { type Pulls, pullsOf } from "../model/pulls.js";
import { formatNumber, plural } from "../text/format.js";
import type { Chart } from "./chart.js";
import { axis } from "./grammar/axes.js";
import { silent, words } from "./grammar/samplers.js";
import { type Datum, plotHeight, strokeWidth, view } from "./grammar/view.js";

const limit = 5;
const bin = 0.5;

export const pulls: Chart = {
	name: "pulls",
	title: "Pulls",
	reading:
		"All z-scores of all seeds, with the normal distribution that they follow if the error bars are right. Scores of one cell share its draws and scatter together, so the histogram is wider or narrower by chance than that of independent scores; the note above says how much. Scores beyond five are counted at the edges.",
	caption:
		"Distribution of the $z$-scores of all checks and seeds, and the standard normal distribution (line).",
	panels: "one",
	scope: "model",
	build(model, _, layout) {
		const pulls = pullsOf(model.current);
		if (pulls === undefined) return undefined;
		const { scores } = pulls;
		const bins = (2 * limit) / bin;
		const counts = new Array<number>(bins).fill(0);
		for (const z of scores) {
			const at = Math.floor((z + limit) / bin);
			const place = Math.min(bins - 1, Math.max(0, at));
			counts[place] = element(counts, place) + 1;
		}
		const values: Datum[] = counts.map((count, i) => ({
			x: -limit + i * bin,
			to: -limit + (i + 1) * bin,
			y: count,
			text: `z from ${formatNumber(-limit + i * bin)} to ${formatNumber(-limit + (i + 1) * bin)}: ${count}`,
		}));
		const curve: Datum[] = Array.from({ length: 101 }, (_, i) => {
			const z = -limit + (i * limit) / 50;
			const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
			return { series: "expected", x: z, y: density * scores.length * bin };
		});
		const x = axis(
			"x",
			"z",
			{ domain: [-limit, limit] },
			{ tickCount: 10, grid: false },
		);
		const y = axis("y", "checks", {}, { tickCount: 5 });
		const height = plotHeight(layout);
		const description = `Histogram of ${scores.length} z-scores: mean ${formatNumber(pulls.mean, 2)}, spread ${formatNumber(pulls.spread, 2)}; 0 and 1 are expected.`;
		return {
			description,
			remark: said(pulls),
			legend: [
				{ label: "z-scores", color: element(styles, 0).color, shape: "square" },
				{ label: "expected", color: ink.text, dash: [] },
			],
			panels: [
				view(layout, height, description, [
					{
						data: { values },
						mark: {
							type: "bar",
							binSpacing: 1,
							fill: element(styles, 0).color,
							opacity: 0.75,
						},
						encoding: {
							x: { ...x, bin: { binned: true } },
							x2: { field: "to" },
							y,
							...words,
						},
					},
					{
						data: { values: curve },
						mark: {
							...silent,
							type: "line",
							stroke: ink.text,
							strokeWidth: strokeWidth(layout),
						},
						encoding: {
							x,
							y,
						},
					},
				]),
			],
			table: {
				columns: ["z from", "to", "checks"],
				rows: values.map((datum) => [
					Number(datum.x),
					Number(datum.to),
					Number(datum.y),
				]),
				note: `${plural(scores.length, "score")}, mean ${formatNumber(pulls.mean, 3)}, spread ${formatNumber(pulls.spread, 3)}.`,
			},
		};
	},
};

const meanings = {
	"as expected": "is as expected",
	"too wide": "is too wide: some errors are too small",
	"too narrow": "is too narrow: some errors are too large",
} as const;

function said({
	scores,
	effective,
	spread,
	low,
	high,
	verdict,
}: Pulls): string {
	return `The spread of the ${scores.length} scores, ${formatNumber(spread, 3)}, ${meanings[verdict]}. Scores of one cell are correlated: together they tell as much as ${formatNumber(effective, 2)} independent ones, whose spread lies between ${formatNumber(low, 2)} and ${formatNumber(high, 2)} with 95 % where all error bars are right.`;
}
