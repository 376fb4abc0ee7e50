import { element } from "../../core/elements.js";
import { ink } from "../draw/palette.js";
import type { Row, Section } from "../model/model.js";
import { symbolOf } from "../model/symbols.js";
import { formatEstimate } from "../text/format.js";
import type { Chart } from "./chart.js";
import { axis } from "./grammar/axes.js";
import { band, lineData, lines, symbols } from "./grammar/layers.js";
import { samplerLegend, silent } from "./grammar/samplers.js";
import { thin } from "./grammar/thin.js";
import { type Datum, plotHeight, view } from "./grammar/view.js";

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
	caption:
		"Normalised autocorrelation function $\\rho(t)$ of the slowest observable of each chain against the separation $t$ in stored measurements, with bands of one standard error. Symbols mark the summation window $W$ of $\\tau_\\mathrm{int} = \\frac12 + \\sum_{t=1}^{W} \\rho(t)$.",
	panels: "one",
	scope: "section",
	build(_, section, layout) {
		const curves = curvesOf(section);
		if (curves.length === 0) return undefined;
		const end = Math.max(
			4,
			...curves.map((curve) => Math.ceil(1.5 * curve.window)),
		);
		const values = curves.flatMap(({ row, observable, rho, error }) =>
			lineData(
				{ sampler: row.sampler.id, curve: row.label },
				thin(
					rho.map((y, x) => ({
						x,
						y,
						low: y - (error[x] ?? 0),
						high: y + (error[x] ?? 0),
					})),
					160,
				).filter(({ x }) => x <= end),
				`${row.label}, ${symbolOf(section.symbols, observable)}`,
				"ρ({x}) = {y}",
			),
		);
		const windows: Datum[] = curves.flatMap(({ row, rho, window }) =>
			rho[window] === undefined
				? []
				: {
						sampler: row.sampler.id,
						x: window,
						y: rho[window],
						text: `${row.label}\nwindow W = ${window}`,
					},
		);
		const frame = {
			layout,
			samplers: section.samplers,
			x: axis(
				"x",
				"t (stored measurements)",
				{ domain: [0, end], nice: false },
				{ tickCount: 8, tickMinStep: 1, grid: false },
			),
			y: axis("y", "ρ(t)", {}, { tickCount: 5 }),
		};
		const height = plotHeight(layout);
		const description = `Autocorrelation functions of ${curves.length} chains on ${section.target.label}, up to t = ${end}.`;
		return {
			description,
			legend: samplerLegend(
				section.samplers.filter(({ key }) =>
					curves.some(({ row }) => row.sampler.key === key),
				),
			),
			panels: [
				{
					height,
					spec: view(layout, height, description, [
						{
							data: { values: [{ zero: 0 }] },
							mark: { ...silent, type: "rule", stroke: ink.axis },
							encoding: { y: { field: "zero", type: "quantitative" } },
						},
						band(frame, values, 0.18),
						lines(frame, values, { detail: "curve" }),
						symbols(frame, windows),
					]),
				},
			],
			table: {
				columns: ["Chain", "Observable", "Window W", "ρ(1)", "ρ(W)", "τ_int"],
				rows: curves.map((curve) => [
					curve.row.label,
					symbolOf(section.symbols, curve.observable),
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

/** One curve for each row that is a chain: its slowest observable, in the first seed that has it. */
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
				return [{ row, seed, observable, ...element(data, observable) }];
			}
			return [];
		});
}
