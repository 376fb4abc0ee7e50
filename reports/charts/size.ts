/**
 * Chart: the effective share of the draws against the number of parameters. It shows what parameters are
 * worth.
 */
import type { Row, Section } from "../model/model.js";
import { formatCount, formatPercent } from "../text/format.js";
import type { Chart } from "./chart.js";
import { axis, logAxis } from "./grammar/axes.js";
import { symbols } from "./grammar/layers.js";
import { samplerLegend } from "./grammar/samplers.js";
import { type Datum, plotHeight, view } from "./grammar/view.js";

export const size: Chart = {
	name: "size",
	title: "Effective share of the draws against parameters",
	reading:
		"Further up is better, further left is smaller: a symmetry that is built in needs no parameters to be learned. Seeds stand one by one; the share is Kish's ESS of the weights over the draws.",
	caption:
		"Effective sample size of the weights after Kish over the number of draws, against the number of parameters of the flow. One symbol stands for each seed.",
	panels: "one",
	scope: "section",
	build(_, section, layout) {
		const values = pointsOf(section);
		// A single flow has nothing to be compared with.
		if (new Set(values.map(({ sampler }) => sampler)).size < 2)
			return undefined;
		const parameters = values.map(({ x }) => Number(x));
		const x = logAxis(
			"x",
			"parameters",
			Math.min(...parameters) / 2,
			Math.max(...parameters) * 2,
		);
		const y = axis("y", "Kish ESS / draws", { domain: [0, 1] });
		const frame = { layout, samplers: section.samplers, x, y };
		const height = plotHeight(layout);
		const rows = section.rows.filter(isSized);
		const description = `Effective share of the draws against the number of parameters on ${section.target.label} for ${rows.length} flows.`;
		return {
			description,
			legend: samplerLegend(section.samplers, rows),
			panels: [view(layout, height, description, [symbols(frame, values)])],
			table: {
				columns: ["Sampler", "seed", "parameters", "Kish ESS / draws"],
				rows: values.map(({ label, seed, x, y }) => [
					String(label),
					Number(seed),
					Number(x),
					Number(y),
				]),
			},
		};
	},
};

function isSized(row: Row): boolean {
	return row.kishShare !== undefined && row.size?.parameters !== undefined;
}

function pointsOf(section: Section): Datum[] {
	return section.rows.filter(isSized).flatMap((row) =>
		row.seeds.flatMap(({ seed, record }): Datum[] => {
			const result = record.estimators?.[row.estimator];
			const parameters = Number(record.facts?.parameters);
			if (result?.kishEss === undefined || !(parameters > 0)) return [];
			const share = result.kishEss / result.draws;
			return [
				{
					sampler: row.sampler.id,
					estimator: row.estimator,
					label: row.sampler.label,
					seed,
					x: parameters,
					y: share,
					text: `${row.sampler.label}, seed ${seed}\n${formatPercent(share)} with ${formatCount(parameters)} parameters`,
				},
			];
		}),
	);
}
