/**
 * Chart: tau_int, ESS and the price of a draw against the extent of the lattice, with fitted powers. It
 * shows which sampler wins on larger lattices.
 */
import { element } from "../../core/elements.js";
import type { SamplerIdentity } from "../model/identity.js";
import { formatEstimate, formatParameter } from "../text/format.js";
import type { Chart, Layout, Panel } from "./chart.js";
import { exponentCells, exponentColumns } from "./exponents.js";
import { axis, logAxis } from "./grammar/axes.js";
import { errorBars, lineData, lines, symbols } from "./grammar/layers.js";
import { samplerLegend } from "./grammar/samplers.js";
import { type Datum, plotHeight, view } from "./grammar/view.js";
import { fitOf, type Series, seriesOf, tauSeries } from "./size-series.js";

export const scaling: Chart = {
	name: "scaling",
	title: "Against the size of the lattice",
	reading:
		"The slowest observable's τ_int in stored measurements, ESS for each draw, and the device-seconds of drawing an independent configuration, as functions of L = V^(1/d). Thin lines are powers of L fitted where there are three sizes or more; the exponents and how well they fit are in the table, with those of τ_int of every observable whose history the records keep, from all sizes and from the larger two thirds. Where χ² exceeds its degrees of freedom, errors are enlarged by the root of their ratio.",
	caption:
		"Integrated autocorrelation time of the slowest observable in stored measurements, effective configurations for each draw, and device-seconds for each effective configuration, against $L = V^{1/d}$. Lines are fitted powers of $L$.",
	panels: "many",
	scope: "model",
	build(model, _, layout) {
		const tau = seriesOf(model, (row) =>
			row.estimator === "reweighted" || row.tauInt === undefined
				? undefined
				: [row.tauInt.value, row.tauInt.error],
		);
		const share = seriesOf(model, (row) =>
			row.essShare === undefined
				? undefined
				: [row.essShare, row.essShare * (row.log?.error ?? 0)],
		);
		const price = seriesOf(model, (row) =>
			row.rate === undefined
				? undefined
				: [1 / row.rate.value, (row.log?.error ?? 0) / row.rate.value],
		);
		const units = new Set(model.sections.map(({ machine }) => machine.unit));
		const unit = units.size === 1 ? [...units][0] : "device-second";
		const quantities = [
			{ name: "τ_int", title: "τᵢₙₜ (stored measurements)", of: tau },
			{ name: "ESS / draws", title: "ESS / draws", of: share },
			{ name: "seconds / ESS", title: `${unit}s / ESS`, of: price },
		];
		const panels = quantities.flatMap(
			({ title, of }) => panel(model.samplers, of, title, layout) ?? [],
		);
		if (panels.length === 0) return undefined;
		const series = quantities.flatMap(({ name, of }) =>
			of.map((s) => [name, s] as const),
		);
		const shown = new Set(
			series.flatMap(([, s]) => s.points.map((p) => p.row.sampler.key)),
		);
		return {
			panels,
			description: `How ${shown.size} samplers scale with the size of the lattice.`,
			legend: samplerLegend(model.samplers.filter((s) => shown.has(s.key))),
			table: {
				columns: ["Sampler", "Quantity", ...exponentColumns],
				rows: [...series, ...tauSeries(model)].map(([quantity, one]) => [
					one.label,
					quantity,
					...exponentCells(one),
				]),
			},
		};
	},
};

function panel(
	samplers: readonly SamplerIdentity[],
	series: readonly Series[],
	title: string,
	layout: Layout,
): Panel | undefined {
	if (series.length === 0) return undefined;
	const values: Datum[] = series.flatMap(({ label, points }) =>
		points.map(({ row, extent, value, error }) => ({
			sampler: row.sampler.id,
			estimator: row.estimator,
			x: extent,
			y: value,
			low: Math.max(value - error, value / 100),
			high: value + error,
			text: `${label}, L = ${formatParameter(extent)}\n${formatEstimate(value, error)}`,
		})),
	);
	const extents = values.map((datum) => Number(datum.x));
	const fits = series.flatMap(({ label, points }) => {
		const fit = fitOf(points);
		if (fit === undefined) return [];
		const { id } = element(points, 0).row.sampler;
		const sizes = points.map((point) => point.extent);
		return lineData(
			{ sampler: id, series: `${id} ${element(points, 0).row.estimator}` },
			[Math.min(...sizes), Math.max(...sizes)].map((x) => ({
				x,
				y: fit.amplitude * x ** fit.exponent.value,
			})),
			`${label}\nexponent ${formatEstimate(fit.exponent.value, fit.exponent.error)}`,
			"",
		);
	});
	const amounts = values.flatMap((d) => [Number(d.low), Number(d.high)]);
	const frame = {
		layout,
		samplers,
		x: axis(
			"x",
			"L",
			{
				type: "log",
				domain: [Math.min(...extents) / 1.1, Math.max(...extents) * 1.1],
				nice: false,
			},
			{ values: [...new Set(extents)], format: "~r", grid: false },
		),
		// Power laws are straight lines only if both axes are logarithmic.
		y: logAxis(
			"y",
			title,
			Math.min(...amounts) / 1.2,
			Math.max(...amounts) * 1.2,
		),
	};
	const height = plotHeight(layout);
	return {
		title,
		...view(layout, height, `${title} against L.`, [
			lines(frame, fits, { width: 0.6, opacity: 0.8, detail: "series" }),
			errorBars(frame, values, "y"),
			symbols(frame, values, { hollow: true }),
		]),
	};
}
