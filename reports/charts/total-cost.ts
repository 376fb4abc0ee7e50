/**
 * Chart: the total cost of n effective configurations, including preparation. It shows for how many of them
 * a training pays.
 */
import type { BreakEven } from "../../core/comparison.js";
import { ink } from "../draw/palette.js";
import type { Row, Section } from "../model/model.js";
import { breakEvenOf, costOf } from "../model/prices.js";
import { formatBreakEven, formatNumber, superscript } from "../text/format.js";
import type { Chart, Spec } from "./chart.js";
import { logAxis } from "./grammar/axes.js";
import { band, type Frame, lineData, lines } from "./grammar/layers.js";
import { samplerLegend, silent, words } from "./grammar/samplers.js";
import {
	type Datum,
	plotHeight,
	pointSize,
	strokeWidth,
	view,
} from "./grammar/view.js";

const exponents = Array.from({ length: 25 }, (_, i) => 1 + i / 4);

export const totalCost: Chart = {
	name: "total-cost",
	title: "Total cost, preparation included",
	reading:
		"Each line is the time of the device to n effective configurations, tuning, training and thermalisation included; lower is better, and flat parts are preparation. Where the lowest line changes, a ring marks the number from which the dearer preparation has paid for itself; its interval is a bootstrap over the seeds.",
	caption:
		"Time of the device to $n$ effective configurations, with tuning, training and thermalisation. Bands span the seeds, or the 68\\% interval of a single one. A ring marks where another sampler becomes the cheapest.",
	panels: "one",
	scope: "section",
	build(_, section, layout) {
		const rows = bestRows(section);
		if (rows.length === 0) return undefined;
		const { unit } = section.machine;
		const curves = rows.flatMap((row) =>
			lineData(
				{ sampler: row.sampler.id },
				exponents.map((exponent) => {
					const x = 10 ** exponent;
					const [low, high] = range(row, x);
					return { x, y: total(row, x), low, high };
				}),
				row.label,
				`{x} effective configurations in {y} ${unit}s`,
			),
		);
		const marks = crossings(section, rows);
		const costs = curves.flatMap((d) => [Number(d.low), Number(d.high)]);
		const lowest = Math.min(...costs) / 1.5;
		const highest = Math.max(...costs) * 1.3;
		const x = logAxis("x", "effective configurations n", 10, 1e7);
		const y = logAxis("y", `${unit}s`, lowest, highest);
		const frame = { layout, samplers: section.samplers, x, y };
		const height = plotHeight(layout);
		const description = `Total cost against the number of effective configurations on ${section.target.label} for ${rows.length} samplers.`;
		return {
			description,
			legend: samplerLegend(section.samplers, rows),
			panels: [
				view(layout, height, description, [
					band(frame, curves, 0.16),
					lines(frame, curves),
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
					...(["left", "right"] as const).map((side) =>
						named(
							marks.filter((mark) => mark.side === side),
							side,
							frame,
						),
					),
				]),
			],
			table: {
				columns: [
					"Sampler",
					"preparation",
					...[2, 4, 6].map((e) => `n = 10${superscript(e)}`),
				],
				rows: rows.map((row) => [
					row.label,
					row.preparation ?? null,
					...[1e2, 1e4, 1e6].map((n) => total(row, n)),
				]),
				note: [
					`In ${unit}s of ${section.machine.label}.`,
					...(rows.some((row) => (row.price?.rate.seeds ?? 1) > 1)
						? ["Lines are medians over the seeds, bands their range."]
						: []),
					...pairs(section, rows).map(([a, b, point]) =>
						point.value === undefined
							? `${a.label} never becomes cheaper than ${b.label} by the medians (${formatBreakEven(point).replace(/^never \(|\)$/g, "")}).`
							: `${a.label} is cheaper than ${b.label} from n = ${formatBreakEven(point)} on.`,
					),
				].join(" "),
			},
		};
	},
};

/** The better estimator of each sampler. Both share the draws and their cost. */
function bestRows(section: Section): Row[] {
	const seen = new Set<string>();
	return section.rows.filter((row) => {
		if (row.state !== "ranked" || seen.has(row.sampler.key)) return false;
		if (costOf(row, 1) === undefined) return false;
		seen.add(row.sampler.key);
		return true;
	});
}

/** Rows without a cost have been left out. */
function total(row: Row, n: number): number {
	return costOf(row, n) ?? Number.POSITIVE_INFINITY;
}

/** The range over the seeds, or the 68 % interval of a single seed. */
function range({ price, rate, preparation }: Row, n: number): [number, number] {
	if (price !== undefined && price.rate.seeds > 1)
		return [
			price.preparation.low + n * price.perEffective.low,
			price.preparation.high + n * price.perEffective.high,
		];
	const fixed = preparation ?? 0;
	const value = rate?.value ?? 0;
	return [fixed + n / (rate?.high ?? value), fixed + n / (rate?.low || value)];
}

/**
 * Pairs in which the more expensive preparation may pay off: that sampler, the other, their
 * break-even. Pairs that never cross in the bootstrap are left out.
 */
function pairs(
	section: Section,
	rows: readonly Row[],
): (readonly [Row, Row, BreakEven])[] {
	return rows.flatMap((a) =>
		rows.flatMap((b) => {
			const point = a === b ? undefined : breakEvenOf(section, a, b);
			const dearer =
				(a.price?.preparation.median ?? 0) > (b.price?.preparation.median ?? 0);
			return point === undefined || !dearer || point.never === 1
				? []
				: [[a, b, point] as const];
		}),
	);
}

/** The crossings at which the cheapest sampler changes. */
function crossings(section: Section, rows: readonly Row[]): Datum[] {
	const found = pairs(section, rows).flatMap(([a, b, point]) => {
		const n = point.value;
		if (n === undefined || n < 10 || n > 1e7) return [];
		const y = total(a, n);
		const cheapest = rows.every((row) => total(row, n) >= y * (1 - 1e-9));
		return cheapest ? [{ x: n, y, a, b, point }] : [];
	});
	found.sort((one, other) => one.x - other.x);
	return found.map(({ x, y, a, b, point }, i) => ({
		x,
		y,
		label: `n ≈ ${formatNumber(x, 2)}`,
		// Names of neighbours stand on either side, and none leaves the picture on the left.
		side: x < leftmost || i % 2 === 1 ? "right" : "left",
		text: `${a.label} becomes cheaper than ${b.label}\nat n = ${formatBreakEven(point)}`,
	}));
}

/** Left of this a name needs the room to the right of its ring. */
const leftmost = 300;

/** The numbers beside the rings: above on the left, below on the right. */
function named(
	values: readonly Datum[],
	side: "left" | "right",
	{ layout, x, y }: Frame,
): Spec {
	const left = side === "left";
	return {
		data: { values },
		mark: {
			...silent,
			type: "text",
			align: left ? "right" : "left",
			baseline: left ? "bottom" : "top",
			dx: layout.fontSize * (left ? -0.6 : 0.6),
			dy: layout.fontSize * (left ? -0.4 : 0.4),
			fill: ink.text,
			fontSize: layout.fontSize * 0.95,
		},
		encoding: { x, y, text: { field: "label", type: "nominal" } },
	};
}
