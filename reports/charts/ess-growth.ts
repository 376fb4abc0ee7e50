/** Chart: ESS of the slowest observable in growing parts of the run. */
import { element } from "../../core/elements.js";
import { symbolOf } from "../model/symbols.js";
import { formatNumber } from "../text/format.js";
import type { Chart } from "./chart.js";
import { axis, plainNumber } from "./grammar/axes.js";
import { firsts } from "./grammar/firsts.js";
import { lines, symbols } from "./grammar/layers.js";
import { samplerLegend } from "./grammar/samplers.js";
import { plotHeight, view } from "./grammar/view.js";

export const essGrowth: Chart = {
	name: "ess-growth",
	title: "ESS against draws",
	reading:
		"ESS of the slowest observable in the first part of the run, against its draws, in the first seed. It must grow along a straight line: one that flattens has met something slower than all it knew before, and one that starts late was not yet at equilibrium.",
	caption:
		"Effective number of independent configurations of the slowest observable in the first part of the run, against its draws, in the first seed.",
	panels: "one",
	part: "diagnostics",
	needs: "the ESS of parts of the run (diagnostics.essGrowth)",
	scope: "section",
	build(_, section, layout) {
		const found = firsts(section, (record) => record.diagnostics?.essGrowth);
		if (found.length === 0) return undefined;
		const values = found.flatMap(({ sampler, data }) =>
			data.draws.map((x, i) => ({
				sampler: sampler.id,
				x,
				y: element(data.ess, i),
				text: `${sampler.label}, ${symbolOf(section.symbols, data.observable)}\nESS ${formatNumber(element(data.ess, i))} in ${formatNumber(x)} draws`,
			})),
		);
		const frame = {
			layout,
			samplers: section.samplers,
			x: axis(
				"x",
				"draws",
				{ zero: true },
				{ tickCount: 6, grid: false, labelExpr: plainNumber },
			),
			y: axis(
				"y",
				"ESS",
				{ zero: true },
				{ tickCount: 5, labelExpr: plainNumber },
			),
		};
		const height = plotHeight(layout);
		const description = `ESS against draws of ${found.length} samplers on ${section.target.label}.`;
		return {
			description,
			legend: samplerLegend(found.map(({ sampler }) => sampler)),
			panels: [
				view(layout, height, description, [
					lines(frame, values),
					symbols(frame, values, { size: 0.5 }),
				]),
			],
			table: {
				columns: ["Sampler", "Observable", "draws", "ESS"],
				rows: found.flatMap(({ sampler, data }) =>
					data.draws.map((draws, i) => [
						sampler.label,
						symbolOf(section.symbols, data.observable),
						draws,
						element(data.ess, i),
					]),
				),
			},
		};
	},
};
