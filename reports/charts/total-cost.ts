import { breakEven } from "../parts/break-even.js";
import {
	formatDuration,
	formatInterval,
	formatNumber,
} from "../parts/format.js";
import type { Row, Section } from "../parts/model.js";
import { ink } from "../parts/palette.js";
import type { Chart } from "./chart.js";
import {
	colorOf,
	type Datum,
	dashOf,
	fading,
	logAxis,
	plotHeight,
	pointSize,
	samplerLegend,
	strokeWidth,
	view,
	words,
} from "./parts/spec.js";

const exponents = Array.from({ length: 25 }, (_, i) => 1 + i / 4);

/** What n effective configurations cost in total, preparation included. */
export const totalCost: Chart = {
	name: "total-cost",
	title: "Total cost, preparation included",
	reading:
		"Each line is the time of the device to n effective configurations, tuning, training and thermalisation included; lower is better, and flat parts are preparation. Where the lowest line changes, a ring marks the number from which the dearer preparation has paid for itself.",
	panels: "one",
	scope: "section",
	build(_, section, layout) {
		const rows = bestRows(section);
		if (rows.length === 0) return undefined;
		const { unit } = section.machine;
		const total = (row: Row, n: number, rate = row.rate?.value ?? 0) =>
			(row.preparation ?? 0) + n / rate;
		const lines: Datum[] = rows.flatMap((row) =>
			exponents.map((exponent) => {
				const n = 10 ** exponent;
				const cost = total(row, n);
				return {
					sampler: row.sampler.id,
					n,
					cost,
					low: total(row, n, row.rate?.high ?? row.rate?.value),
					high: total(row, n, row.rate?.low || row.rate?.value),
					text: `${row.label}\n${formatNumber(n)} effective configurations in ${formatDuration(cost)}`,
				};
			}),
		);
		const marks = crossings(rows, total);
		const costs = lines.flatMap((d) => [Number(d.low), Number(d.high)]);
		const lowest = Math.min(...costs) / 1.5;
		const highest = Math.max(...costs) * 1.3;
		const x = {
			field: "n",
			type: "quantitative",
			title: "effective configurations n",
			scale: { type: "log", domain: [10, 1e7], nice: false },
			axis: logAxis(10, 1e7),
		};
		const y = {
			field: "cost",
			type: "quantitative",
			title: `${unit}s`,
			scale: { type: "log", domain: [lowest, highest], nice: false },
			axis: logAxis(lowest, highest),
		};
		const color = colorOf(section.samplers);
		const height = plotHeight(layout);
		const description = `Total cost against the number of effective configurations on ${section.target.label} for ${rows.length} samplers.`;
		return {
			description,
			legend: samplerLegend(rows.map((row) => row.sampler)),
			panels: [
				{
					height,
					spec: view(layout, height, description, [
						{
							data: { values: lines },
							mark: { type: "area", clip: true },
							encoding: {
								x,
								y: { ...y, field: "low" },
								y2: { field: "high" },
								color,
								opacity: fading(0.16),
							},
						},
						{
							data: { values: lines },
							mark: {
								type: "line",
								strokeWidth: strokeWidth(layout),
								clip: true,
							},
							encoding: {
								x,
								y,
								color,
								strokeDash: dashOf(section.samplers, layout),
								opacity: fading(1),
								...words,
							},
						},
						{
							data: { values: marks },
							mark: {
								type: "point",
								size: pointSize(layout) * 1.8,
								stroke: ink.text,
								strokeWidth: strokeWidth(layout),
								filled: false,
							},
							encoding: { x, y, ...words },
						},
						{
							data: { values: marks },
							mark: {
								type: "text",
								align: "right",
								baseline: "bottom",
								dx: -layout.fontSize * 0.6,
								dy: -layout.fontSize * 0.4,
								fill: ink.text,
								fontSize: layout.fontSize * 0.95,
							},
							encoding: {
								x,
								y,
								text: { field: "label", type: "nominal" },
							},
						},
					]),
				},
			],
			table: {
				columns: [
					"Sampler",
					"preparation",
					...[2, 4, 6].map((e) => `n = 1e${e}`),
				],
				rows: rows.map((row) => [
					row.label,
					row.preparation ?? null,
					...[1e2, 1e4, 1e6].map((n) => total(row, n)),
				]),
				note: [
					`In ${unit}s of ${section.machine.label}.`,
					...pairs(rows).map(
						([a, b, point]) =>
							`${a.label} is cheaper than ${b.label} from n = ${formatInterval(point, 2)} on (90 % interval).`,
					),
				].join(" "),
			},
		};
	},
};

/** Of each sampler its better estimator, the draws and their cost being the same. */
function bestRows(section: Section): Row[] {
	const seen = new Set<string>();
	return section.rows.filter((row) => {
		if (row.state !== "ranked" || seen.has(row.sampler.key)) return false;
		if (row.preparation === undefined) return false;
		seen.add(row.sampler.key);
		return true;
	});
}

/** Pairs whose lines cross: faster sampler, slower one, break-even. */
function pairs(rows: readonly Row[]) {
	return rows.flatMap((a, i) =>
		rows.slice(i + 1).flatMap((b) => {
			const point = breakEven(a, b);
			return point === undefined ? [] : [[a, b, point] as const];
		}),
	);
}

/** The crossings at which the cheapest sampler changes. */
function crossings(
	rows: readonly Row[],
	total: (row: Row, n: number) => number,
): Datum[] {
	return pairs(rows).flatMap(([a, b, point]) => {
		const n = point.value;
		const cost = total(a, n);
		const cheapest = rows.every((row) => total(row, n) >= cost * (1 - 1e-9));
		if (!cheapest || n < 10 || n > 1e7) return [];
		return [
			{
				n,
				cost,
				label: `n ≈ ${formatNumber(n, 2)}`,
				text: `${a.label} overtakes ${b.label}\nat n = ${formatInterval(point, 2)} (90 % interval)`,
			},
		];
	});
}
