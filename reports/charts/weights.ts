/**
 * Chart: how uneven the weights of a flow are. It shows the histogram of log w with the shape of the tail.
 */
import { element } from "../../core/elements.js";
import { formatNumber, formatPercent } from "../text/format.js";
import type { Chart, Panel } from "./chart.js";
import { axis, percentLabel } from "./grammar/axes.js";
import { colorOf, fading, words } from "./grammar/samplers.js";
import { mostPanels } from "./grammar/thin.js";
import { type Datum, view } from "./grammar/view.js";

export const weights: Chart = {
	name: "weights",
	title: "Weights",
	reading:
		"Logarithms of the weights below the largest, in the first seed: the narrower, the closer the flow is to the target. k̂ is the shape of the upper tail; above 0.7 a few draws decide the average and its error cannot be trusted.",
	caption:
		"Distribution of the logarithms of the importance weights, $\\log w = -S - \\log q$, relative to the largest, in the first seed; $\\hat k$ is the shape parameter of a generalised Pareto distribution fitted to the upper tail.",
	panels: "many",
	scope: "section",
	build(_, section, layout) {
		const rows = section.rows.filter((row) => row.estimator === "reweighted");
		const found = rows.flatMap((row) => {
			const data = row.seeds.find((s) => s.record.diagnostics?.logWeights)
				?.record.diagnostics?.logWeights;
			return data === undefined || data.counts.length === 0
				? []
				: [{ row, data }];
		});
		if (found.length === 0) return undefined;
		const lowest = Math.min(...found.map(({ data }) => element(data.edges, 0)));
		const height = Math.round(layout.fontSize * 13);
		const panels = found.slice(0, mostPanels).map(({ row, data }): Panel => {
			const total = data.counts.reduce((a, b) => a + b, 0);
			const values: Datum[] = data.counts.flatMap((count, i) => {
				if (count === 0) return [];
				const [x, to] = [element(data.edges, i), element(data.edges, i + 1)];
				return {
					sampler: row.sampler.id,
					x,
					to,
					y: count / total,
					text: `${row.sampler.label}\nlog w from ${formatNumber(x)} to ${formatNumber(to)}: ${formatPercent(count / total)}`,
				};
			});
			const tail =
				row.paretoK === undefined
					? ""
					: `, k̂ = ${formatNumber(row.paretoK, 2)}`;
			return {
				title: `${row.sampler.label}${tail}`,
				...view(
					layout,
					height,
					`Histogram of the logarithms of the weights of ${row.sampler.label}${tail}.`,
					[
						{
							data: { values },
							mark: { type: "bar", binSpacing: 0 },
							encoding: {
								x: {
									...axis(
										"x",
										"log w − max log w",
										{ domain: [lowest, 0], nice: true },
										{ tickCount: 5, grid: false },
									),
									bin: { binned: true },
								},
								x2: { field: "to" },
								y: axis(
									"y",
									"share of draws",
									{},
									{ tickCount: 4, labelExpr: percentLabel },
								),
								color: colorOf(section.samplers),
								opacity: fading(0.85),
								...words,
							},
						},
					],
				),
			};
		});
		return {
			panels,
			description: `Histograms of the logarithms of the weights of ${found.length} samplers on ${section.target.label}.`,
			legend: [],
			table: {
				columns: [
					"Sampler",
					"k̂, worst seed",
					"Kish ESS / draws",
					"lowest log w − max",
				],
				rows: found.map(({ row, data }) => [
					row.sampler.label,
					row.paretoK ?? null,
					row.kishShare ?? null,
					element(data.edges, 0),
				]),
			},
		};
	},
};
