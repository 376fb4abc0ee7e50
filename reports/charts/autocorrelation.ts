import { formatEstimate, formatNumber } from "../parts/format.js";
import type { Row, Section } from "../parts/model.js";
import { observableLabel } from "../parts/observable-names.js";
import { ink } from "../parts/palette.js";
import type { Chart } from "./chart.js";
import {
	colorOf,
	type Datum,
	dashOf,
	fading,
	plotHeight,
	pointSize,
	samplerLegend,
	shapeOf,
	strokeWidth,
	view,
	words,
} from "./parts/spec.js";
import { thin } from "./parts/thin.js";

interface Curve {
	readonly row: Row;
	readonly seed: number;
	readonly observable: string;
	readonly rho: readonly number[];
	readonly error: readonly number[];
	readonly window: number;
}

/** rho(t) of the slowest observable of each chain, with the window of the sum. */
export const autocorrelation: Chart = {
	name: "autocorrelation",
	title: "Autocorrelation of the slowest observable",
	reading:
		"How much of a fluctuation is left after t stored measurements; the band is one standard error, the first seed is shown. The symbol marks the window up to which ρ is summed to τ_int: a curve that is still above its band there has been summed too early.",
	panels: "one",
	scope: "section",
	build(_, section, layout) {
		const curves = curvesOf(section);
		if (curves.length === 0) return undefined;
		const end = Math.max(
			4,
			...curves.map((curve) => Math.ceil(1.5 * curve.window)),
		);
		const values: Datum[] = curves.flatMap((curve) =>
			thin(
				curve.rho.map((rho, t) => ({ rho, t, error: curve.error[t] ?? 0 })),
				160,
			)
				.filter(({ t }) => t <= end)
				.map(({ rho, t, error }) => ({
					sampler: curve.row.sampler.id,
					t,
					rho,
					low: rho - error,
					high: rho + error,
					text: `${curve.row.label}, ${observableLabel(curve.observable)}\nρ(${t}) = ${error > 0 ? formatEstimate(rho, error) : formatNumber(rho)}`,
				})),
		);
		const windows: Datum[] = curves.flatMap((curve) => {
			const rho = curve.rho[curve.window];
			return rho === undefined
				? []
				: {
						sampler: curve.row.sampler.id,
						t: curve.window,
						rho,
						text: `${curve.row.label}\nwindow W = ${curve.window}`,
					};
		});
		const x = {
			field: "t",
			type: "quantitative",
			title: "t (stored measurements)",
			scale: { domain: [0, end], nice: false },
			axis: { tickCount: 8, tickMinStep: 1, grid: false },
		};
		const y = {
			field: "rho",
			type: "quantitative",
			title: "ρ(t)",
			axis: { tickCount: 5 },
		};
		const color = colorOf(section.samplers);
		const height = plotHeight(layout);
		const description = `Autocorrelation functions of ${curves.length} chains on ${section.target.label}, up to t = ${end}.`;
		return {
			description,
			legend: samplerLegend(curves.map((curve) => curve.row.sampler)),
			panels: [
				{
					height,
					spec: view(layout, height, description, [
						{
							data: { values: [{ zero: 0 }] },
							mark: { type: "rule", stroke: ink.axis },
							encoding: { y: { field: "zero", type: "quantitative" } },
						},
						{
							data: { values },
							mark: { type: "area", clip: true },
							encoding: {
								x,
								y: { ...y, field: "low" },
								y2: { field: "high" },
								color,
								opacity: fading(0.18),
							},
						},
						{
							data: { values },
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
							data: { values: windows },
							mark: { type: "point", filled: true, size: pointSize(layout) },
							encoding: {
								x,
								y,
								color,
								shape: shapeOf(section.samplers),
								opacity: fading(1),
								...words,
							},
						},
					]),
				},
			],
			table: {
				columns: ["Chain", "Observable", "Window W", "ρ(1)", "ρ(W)", "τ_int"],
				rows: curves.map((curve) => [
					curve.row.label,
					observableLabel(curve.observable),
					curve.window,
					curve.rho[1] ?? null,
					curve.rho[curve.window] ?? null,
					curve.row.tauInt
						? formatEstimate(curve.row.tauInt.value, curve.row.tauInt.error)
						: null,
				]),
			},
		};
	},
};

/** One curve for each row that is a chain: its slowest observable in the first seed that has it. */
function curvesOf(section: Section): Curve[] {
	return section.rows
		.filter((row) => row.estimator !== "reweighted")
		.flatMap((row) => {
			for (const { seed, record } of row.seeds) {
				const slowest = record.estimators?.[row.estimator]?.slowest;
				const data = record.diagnostics?.autocorrelation ?? {};
				const observable =
					slowest !== undefined && slowest in data
						? slowest
						: Object.keys(data)[0];
				if (observable === undefined) continue;
				return [{ row, seed, observable, ...data[observable] }];
			}
			return [];
		});
}
