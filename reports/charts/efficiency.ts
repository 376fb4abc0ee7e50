import { formatInterval, formatNumber } from "../text/format.js";
import type { Chart } from "./chart.js";
import { amountAxis } from "./grammar/axes.js";
import { errorBars, symbols } from "./grammar/layers.js";
import { rowAxis, rowId, rowLabels, rowNames } from "./grammar/rows.js";
import { colorOf, fading, words } from "./grammar/samplers.js";
import { type Datum, pointSize, rowsHeight, view } from "./grammar/view.js";

/** Which sampler is fastest: ESS of the slowest observable per device-second, with interval and seeds. */
export const efficiency: Chart = {
	name: "efficiency",
	title: "Efficiency",
	reading:
		"Further right is better: independent configurations of the slowest observable for each second of the device while drawing. Large symbols with bars are the seeds combined with their 68 % interval, small ones the single seeds; samplers that failed a check are left out.",
	caption:
		"Effective number of independent configurations of the slowest observable per second of the device while drawing. Large symbols with bars are the combined seeds with their 68\\% interval, small ones the single seeds.",
	panels: "one",
	scope: "section",
	build(_, section, layout) {
		const rows = section.rows.filter(
			(row) => row.state !== "failed" && row.seeds.some((seed) => seed.rate),
		);
		if (rows.length === 0) return undefined;
		const names = rowNames(rows, layout);
		const unit = section.machine.unit;
		const seeds: Datum[] = rows.flatMap((row, index) =>
			row.seeds.flatMap(({ seed, rate }, _, { length }) =>
				// A single seed would lie on top of its row.
				rate === undefined || (length === 1 && row.rate !== undefined)
					? []
					: {
							row: rowId(index),
							sampler: row.sampler.id,
							estimator: row.estimator,
							seed,
							x: rate.value,
							text: `${row.label}, seed ${seed}\n${formatInterval(rate)} per ${unit}`,
						},
			),
		);
		const largest = Math.max(
			...rows.flatMap((row) => row.seeds.map(({ rate }) => rate?.value ?? 0)),
		);
		const means: Datum[] = rows.flatMap((row, index) =>
			row.rate === undefined
				? []
				: {
						row: rowId(index),
						sampler: row.sampler.id,
						estimator: row.estimator,
						x: row.rate.value,
						low: row.rate.low,
						high: row.rate.high ?? largest,
						text: `${row.label}\n${formatInterval(row.rate)} per ${unit}`,
					},
		);
		const values = [
			...seeds.map((datum) => Number(datum.x)),
			...means.flatMap((datum) => [Number(datum.low), Number(datum.high)]),
		];
		const x = amountAxis("x", `ESS per ${unit}`, values);
		const y = rowAxis(names);
		const frame = { layout, samplers: section.samplers, x, y };
		const height = rowsHeight(rows.length, layout);
		const description = `Efficiency of ${rows.length} rows on ${section.target.label}, best on top.`;
		return {
			description,
			legend: [],
			names: rowLabels(rows),
			panels: [
				{
					height,
					spec: view(layout, height, description, [
						{
							data: { values: seeds },
							mark: {
								type: "point",
								filled: true,
								size: pointSize(layout) / 4,
							},
							encoding: {
								x,
								y,
								color: colorOf(section.samplers),
								opacity: fading(0.5),
								...words,
							},
						},
						errorBars(frame, means, "x", 1.3),
						symbols(frame, means, { hollow: true }),
					]),
				},
			],
			table: {
				columns: [
					"Sampler",
					`ESS per ${unit}`,
					"68 % interval, low",
					"high",
					"single seeds",
				],
				rows: rows.map((row) => [
					row.label,
					row.rate?.value ?? null,
					row.rate?.low ?? null,
					row.rate?.high ?? null,
					row.seeds
						.map(({ seed, rate }) =>
							rate ? `${seed}: ${formatNumber(rate.value)}` : `${seed}: –`,
						)
						.join("; "),
				]),
				note: `Device: ${section.machine.label}.`,
			},
		};
	},
};
