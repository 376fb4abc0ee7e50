/**
 * Chart: rho(t) of the slowest observable of each chain, with the window of the sum. It shows whether
 * tau_int was summed far enough.
 */
import type { PhaseCost } from "../../core/cost.js";
import { secondsPerDraw } from "../../core/drawing-time.js";
import { element } from "../../core/elements.js";
import type { BenchRecord } from "../../core/record.js";
import { ink } from "../draw/palette.js";
import type { Row, Section } from "../model/model.js";
import { symbolOf } from "../model/symbols.js";
import { formatEstimate } from "../text/format.js";
import type { Chart, Layout, Panel } from "./chart.js";
import { axis, plainNumber } from "./grammar/axes.js";
import { band, lineData, lines, symbols } from "./grammar/layers.js";
import { isTrusted } from "./grammar/range.js";
import { samplerLegend, silent } from "./grammar/samplers.js";
import { thin } from "./grammar/thin.js";
import { type Datum, plotHeight, view } from "./grammar/view.js";

interface Curve {
	readonly row: Row;
	readonly record: BenchRecord;
	readonly observable: string;
	readonly rho: readonly number[];
	readonly error: readonly number[];
	readonly window: number;
}

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
		const description = `Autocorrelation functions of ${curves.length} chains on ${section.target.label}, up to t = ${endOf(curves, stored)}.`;
		const axes = [stored, ...costsOf(section)]
			.filter(({ each }) => curves.every((curve) => each(curve) !== undefined))
			.map((clock) => ({
				name: clock.name,
				label: clock.label,
				panels: [panelOf(section, curves, clock, layout, description)],
			}));
		return {
			description,
			legend: samplerLegend(
				section.samplers,
				curves.map(({ row }) => row),
			),
			panels: element(axes, 0).panels,
			axes,
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

/** What a separation of one stored measurement is on the horizontal axis. */
interface Clock {
	readonly name: string;
	readonly label: string;
	each(curve: Curve): number | undefined;
}

const stored: Clock = {
	name: "measurements",
	label: "stored measurements",
	each: () => 1,
};

/** What the chains paid for the configurations between two measurements of one of them. */
function costsOf({ machine }: Section): readonly Clock[] {
	const perDraw = ({ record }: Curve, of: (draw: PhaseCost) => number) => {
		const draw = record.cost?.draw;
		const paid = draw === undefined ? 0 : of(draw);
		return paid > 0 ? paid / record.draws : undefined;
	};
	return [
		{
			name: "seconds",
			label: `${machine.unit}s of one chain`,
			each: ({ record }) =>
				machine.unit === "core-second" ? undefined : secondsPerDraw(record),
		},
		{
			name: "evaluations",
			label: "evaluations of the gradient or action in one chain",
			each: (curve) =>
				perDraw(
					curve,
					(draw) => draw.gradientEvaluations || draw.actionEvaluations,
				),
		},
	];
}

/** A chain that cannot be trusted, and whose window may be the whole run, does not stretch the axis. */
function endOf(curves: readonly Curve[], clock: Clock): number {
	const trusted = curves.filter(({ row }) => isTrusted(row.state));
	const ends = (trusted.length > 0 ? trusted : curves).map(
		(curve) =>
			(clock.each(curve) ?? 1) *
			Math.min(Math.ceil(1.5 * curve.window), curve.rho.length - 1),
	);
	return Math.max(clock === stored ? 4 : 0, ...ends);
}

function panelOf(
	section: Section,
	curves: readonly Curve[],
	clock: Clock,
	layout: Layout,
	description: string,
): Panel {
	const end = endOf(curves, clock);
	const values = curves.flatMap((curve) => {
		const { row, observable, rho, error } = curve;
		const each = clock.each(curve) ?? 1;
		return lineData(
			{ sampler: row.sampler.id, curve: row.label },
			thin(
				rho.map((y, t) => ({
					x: t * each,
					y,
					low: y - (error[t] ?? 0),
					high: y + (error[t] ?? 0),
				})),
				160,
			).filter(({ x }) => x <= end),
			`${row.label}, ${symbolOf(section.symbols, observable)}`,
			"ρ({x}) = {y}",
		);
	});
	const windows: Datum[] = curves.flatMap((curve) => {
		const { row, rho, window } = curve;
		return rho[window] === undefined || window * (clock.each(curve) ?? 1) > end
			? []
			: {
					sampler: row.sampler.id,
					x: window * (clock.each(curve) ?? 1),
					y: rho[window],
					text: `${row.label}\nwindow W = ${window}`,
				};
	});
	const frame = {
		layout,
		samplers: section.samplers,
		x: axis(
			"x",
			`t (${clock.label})`,
			{ domain: [0, end], nice: false },
			{
				tickCount: 8,
				grid: false,
				labelExpr: plainNumber,
				...(clock === stored ? { tickMinStep: 1 } : { labelOverlap: "greedy" }),
			},
		),
		y: axis("y", "ρ(t)", {}, { tickCount: 5 }),
	};
	const height = plotHeight(layout);
	return view(layout, height, description, [
		{
			data: { values: [{ zero: 0 }] },
			mark: { ...silent, type: "rule", stroke: ink.axis },
			encoding: { y: { field: "zero", type: "quantitative" } },
		},
		band(frame, values, 0.18),
		lines(frame, values, { detail: "curve" }),
		symbols(frame, windows),
	]);
}

/** One curve for each row that is a chain: its slowest observable, in the first seed that has it. */
function curvesOf(section: Section): Curve[] {
	return section.rows
		.filter((row) => row.estimator !== "reweighted")
		.flatMap((row) => {
			for (const { record } of row.seeds) {
				const slowest = record.estimators?.[row.estimator]?.slowest;
				const data = record.diagnostics?.autocorrelation ?? {};
				const observable =
					slowest !== undefined && slowest in data
						? slowest
						: Object.keys(data)[0];
				if (observable === undefined) continue;
				return [{ row, record, observable, ...element(data, observable) }];
			}
			return [];
		});
}
