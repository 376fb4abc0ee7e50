import { element } from "../../core/elements.js";
import { samplerKey } from "../model/identity.js";
import { formatEstimate } from "../text/format.js";
import type { Chart } from "./chart.js";
import { axis, logAxis } from "./grammar/axes.js";
import { errorBars, symbols } from "./grammar/layers.js";
import { spanOf } from "./grammar/range.js";
import { samplerLegend } from "./grammar/samplers.js";
import { type Datum, plotHeight, view } from "./grammar/view.js";

/** The zero-momentum two-point function of all samplers in one picture. */
export const twoPoint: Chart = {
	name: "two-point",
	title: "Two-point function",
	reading:
		"C(t) at zero momentum with its standard error, seeds averaged; symbols are shifted sideways a little so that they do not hide each other; points of samplers without a rank that lie far away are left out. All samplers sample the same theory, so their symbols must coincide within the bars.",
	caption:
		"Two-point function $C(t)$ at zero momentum with standard errors, averaged over the seeds. Symbols are displaced horizontally for legibility.",
	panels: "one",
	scope: "section",
	build(_, section, layout) {
		const members = section.samplers.flatMap((sampler) => {
			const curves = section.records.flatMap((record) =>
				samplerKey(record) === sampler.key && record.diagnostics?.twoPoint
					? [record.diagnostics.twoPoint]
					: [],
			);
			const length = Math.min(...curves.map((curve) => curve.value.length));
			if (curves.length === 0 || length === 0) return [];
			const count = curves.length;
			const points = Array.from({ length }, (_, t) => ({
				t,
				value: curves.reduce((a, c) => a + element(c.value, t), 0) / count,
				error:
					Math.sqrt(curves.reduce((a, c) => a + (c.error[t] ?? 0) ** 2, 0)) /
					count,
			}));
			return [{ sampler, points }];
		});
		if (members.length === 0) return undefined;
		const all: Datum[] = members.flatMap(({ sampler, points }, index) =>
			points.map(({ t, value, error }) => ({
				sampler: sampler.id,
				t,
				x: t + 0.09 * (index - (members.length - 1) / 2),
				y: value,
				low: value - error,
				high: value + error,
				text: `${sampler.label}\nC(${t}) = ${formatEstimate(value, error)}`,
			})),
		);
		const last = Math.max(...members.map(({ points }) => points.length - 1));
		const [least, most] = spanOf(
			section,
			members.flatMap(({ sampler, points }) =>
				points.flatMap(({ value, error }) =>
					[value - error, value + error].map((value) => ({
						sampler: sampler.id,
						value,
					})),
				),
			),
		);
		// What a wrong sampler finds far away would squeeze the others.
		const values = all
			.filter(({ y }) => Number(y) >= least && Number(y) <= most)
			.map((datum) => ({
				...datum,
				low: Math.max(least, Number(datum.low)),
				high: Math.min(most, Number(datum.high)),
			}));
		const lows = values.map((datum) => Number(datum.low));
		const highs = values.map((datum) => Number(datum.high));
		const lowest = Math.min(...lows) / 1.2;
		const highest = Math.max(...highs) * 1.2;
		const log = lowest > 0 && highest / lowest > 5;
		const frame = {
			layout,
			samplers: section.samplers,
			x: axis(
				"x",
				"t",
				{ domain: [-0.4, last + 0.4], nice: false },
				{ tickMinStep: 1, grid: false, format: "d" },
			),
			y: log
				? logAxis("y", "C(t)", lowest, highest)
				: axis("y", "C(t)", { zero: false }, { tickCount: 5 }),
		};
		const height = plotHeight(layout);
		const description = `Two-point functions of ${members.length} samplers on ${section.target.label}, t from 0 to ${last}.`;
		return {
			description,
			legend: samplerLegend(members.map(({ sampler }) => sampler)),
			panels: [
				view(layout, height, description, [
					errorBars(frame, values, "y"),
					symbols(frame, values, { size: 0.7 }),
				]),
			],
			table: {
				columns: ["t", ...members.map(({ sampler }) => sampler.label)],
				rows: Array.from({ length: last + 1 }, (_, t) => [
					t,
					...members.map(({ points }) =>
						points[t] ? formatEstimate(points[t].value, points[t].error) : null,
					),
				]),
			},
		};
	},
};
