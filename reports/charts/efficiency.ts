/**
 * Chart: which sampler is fastest, by ESS of the slowest observable per device-second, with interval and
 * seeds.
 */
import { defined, element } from "../../core/elements.js";
import { spreadNote, spreadUnknown } from "../model/completeness.js";
import type { Row, Section } from "../model/model.js";
import { formatInterval, formatNumber } from "../text/format.js";
import type { Chart, Layout, Panel } from "./chart.js";
import { type Measure, measuresOf } from "./efficiency-measures.js";
import { amountAxis } from "./grammar/axes.js";
import { errorBars, symbols } from "./grammar/layers.js";
import { rowAxis, rowId, rowLabels, rowNames } from "./grammar/rows.js";
import { colorOf, fading, words } from "./grammar/samplers.js";
import { type Datum, pointSize, rowsHeight, view } from "./grammar/view.js";

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
		const unit = section.machine.unit;
		const axes = measuresOf(section)
			.filter((measure) => rows.some((row) => measure.ofRow(row)))
			.map((measure) => ({
				name: measure.name,
				label: `ESS per ${measure.unit}`,
				panels: [panelOf(section, rows, measure, layout)],
			}));
		const first = axes[0]?.panels ?? [
			panelOf(section, rows, element(measuresOf(section), 0), layout),
		];
		return {
			description: descriptionOf(section, rows),
			legend: [],
			names: rowLabels(rows),
			...defined({ remark: spreadNote(rows) || undefined }),
			panels: first,
			axes,
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

/** As in the ranking. */
function mark(row: Row): string {
	return spreadUnknown(row) ? "†" : "";
}

function descriptionOf({ target }: Section, rows: readonly Row[]): string {
	return `Efficiency of ${rows.length} rows on ${target.label}, best on top.`;
}

function panelOf(
	section: Section,
	rows: readonly Row[],
	measure: Measure,
	layout: Layout,
): Panel {
	const { unit } = measure;
	const rates = rows.map((row) => ({
		row,
		rate: measure.ofRow(row),
		seeds: row.seeds.map((seed) => ({
			seed: seed.seed,
			rate: measure.ofSeed(row, seed),
		})),
	}));
	const seeds: Datum[] = rates.flatMap(({ row, rate: mean, seeds }, index) =>
		seeds.flatMap(({ seed, rate }, _, { length }) =>
			// A single seed would lie on top of its row.
			rate === undefined || (length === 1 && mean !== undefined)
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
		...rates.flatMap(({ seeds }) => seeds.map(({ rate }) => rate?.value ?? 0)),
	);
	const means: Datum[] = rates.flatMap(({ row, rate }, index) =>
		rate === undefined
			? []
			: {
					row: rowId(index),
					sampler: row.sampler.id,
					estimator: row.estimator,
					x: rate.value,
					low: rate.low,
					high: rate.high ?? largest,
					text: `${row.label}\n${formatInterval(rate)} per ${unit}`,
				},
	);
	const values = [
		...seeds.map((datum) => Number(datum.x)),
		...means.flatMap((datum) => [Number(datum.low), Number(datum.high)]),
	];
	const x = amountAxis("x", `ESS per ${unit}`, values);
	const y = rowAxis(rowNames(rows, layout, mark));
	const frame = { layout, samplers: section.samplers, x, y };
	const height = rowsHeight(rows.length, layout);
	return view(layout, height, descriptionOf(section, rows), [
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
	]);
}
