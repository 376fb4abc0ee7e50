import { element } from "../../core/elements.js";
import { mean, variance } from "../../core/statistics/moments.js";
import { ink, styles } from "../draw/palette.js";
import { zOfCheck } from "../model/z-score.js";
import { formatNumber, plural } from "../text/format.js";
import type { Chart } from "./chart.js";
import { axis } from "./grammar/axes.js";
import { silent, words } from "./grammar/samplers.js";
import { type Datum, plotHeight, strokeWidth, view } from "./grammar/view.js";

const limit = 5;
const bin = 0.5;

/** All z-scores of the page against the normal distribution that they should follow. */
export const pulls: Chart = {
	name: "pulls",
	title: "Pulls",
	reading:
		"All z-scores of all seeds, with the normal distribution that they follow if the error bars are right. A histogram that is too wide means errors that are too small, one too narrow means errors too large; scores beyond five are counted at the edges.",
	panels: "one",
	scope: "model",
	build(model, _, layout) {
		const scores = model.current.flatMap((record) =>
			Object.values(record.checks ?? {}).flatMap((check) =>
				check.kind === "z" || check.kind === "student"
					? (zOfCheck(check) ?? [])
					: [],
			),
		);
		if (scores.length < 8) return undefined;
		const bins = (2 * limit) / bin;
		const counts = new Array<number>(bins).fill(0);
		for (const z of scores) {
			const at = Math.floor((z + limit) / bin);
			const place = Math.min(bins - 1, Math.max(0, at));
			counts[place] = element(counts, place) + 1;
		}
		const centre = mean(scores);
		const deviation = Math.sqrt(variance(scores));
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
		const description = `Histogram of ${scores.length} z-scores: mean ${formatNumber(centre, 2)}, standard deviation ${formatNumber(deviation, 2)}; 0 and 1 are expected.`;
		return {
			description,
			legend: [
				{ label: "z-scores", color: element(styles, 0).color, shape: "square" },
				{ label: "expected", color: ink.text, dash: [] },
			],
			panels: [
				{
					height,
					spec: view(layout, height, description, [
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
				},
			],
			table: {
				columns: ["z from", "to", "checks"],
				rows: values.map((datum) => [
					Number(datum.x),
					Number(datum.to),
					Number(datum.y),
				]),
				note: `${plural(scores.length, "score")}, mean ${formatNumber(centre, 3)}, standard deviation ${formatNumber(deviation, 3)}.`,
			},
		};
	},
};
