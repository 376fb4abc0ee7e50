/**
 * Chart: two observables of the same configurations against each other. A lost mode shows here even if both
 * means are right.
 */
import { factsFrom } from "../../core/quantity-facts.js";
import { valueSymbol } from "../model/symbols.js";
import { formatNumber } from "../text/format.js";
import type { Chart, Panel } from "./chart.js";
import { axis } from "./grammar/axes.js";
import { firsts } from "./grammar/firsts.js";
import { symbols } from "./grammar/layers.js";
import { spanOf } from "./grammar/range.js";
import { mostPanels, thin } from "./grammar/thin.js";
import { tracedNames } from "./grammar/traces.js";
import { plotHeight, view } from "./grammar/view.js";
import { commonObservable } from "./histories.js";

const points = 160;

export const pairPlot: Chart = {
	name: "pair",
	title: "Two observables together",
	reading:
		"Each symbol is one configuration of the first seed, thinned. All samplers must fill the same region; a region that one of them leaves empty is a mode that it has lost, even if both means are right.",
	caption:
		"Two observables of the same configurations in the first seed, thinned.",
	panels: "many",
	part: "diagnostics",
	needs: "histories of two observables (diagnostics.traces)",
	scope: "section",
	build(_, section, layout) {
		const first = commonObservable(section);
		const others = section.records
			.flatMap(tracedNames)
			.filter((name) => name !== first);
		// What has a histogram of its own comes first: the action density.
		const second =
			others.find((name) => factsFrom(section.records, name)?.histogram) ??
			others[0];
		if (first === undefined || second === undefined) return undefined;
		const [x, y] = [first, second].map((name) =>
			valueSymbol(section.symbols, name),
		) as [string, string];
		const found = firsts(section, ({ diagnostics }) => {
			const { series } = diagnostics?.traces ?? {};
			const [across = [], up = []] = [series?.[first], series?.[second]];
			const pairs = across.flatMap((chain, c) =>
				chain.flatMap((value, i) => {
					const other = up[c]?.[i];
					return other === undefined ? [] : [{ x: value, y: other }];
				}),
			);
			return pairs.length === 0 ? undefined : thin(pairs, points);
		});
		if (found.length === 0) return undefined;
		const ends = (of: (pair: { x: number; y: number }) => number) =>
			spanOf(
				section,
				found.flatMap(({ sampler, data }) =>
					data.map((pair) => ({ sampler: sampler.id, value: of(pair) })),
				),
			);
		const [across, up] = [ends(({ x }) => x), ends(({ y }) => y)];
		const frame = {
			layout,
			samplers: section.samplers,
			x: axis(
				"x",
				x,
				{ domain: across, nice: true, zero: false },
				{ tickCount: 5, grid: false },
			),
			y: axis(
				"y",
				y,
				{ domain: up, nice: true, zero: false },
				{ tickCount: 5 },
			),
		};
		const height = plotHeight(layout);
		return {
			panels: found.slice(0, mostPanels).map(({ sampler, data }): Panel => {
				const shown = data.filter(
					(pair) => inside(pair.x, across) && inside(pair.y, up),
				);
				const left = data.length - shown.length;
				return {
					title:
						left === 0
							? sampler.label
							: `${sampler.label}, ${left} of ${data.length} outside`,
					about: { sampler },
					...view(layout, height, `${y} against ${x} for ${sampler.label}.`, [
						symbols(
							frame,
							shown.map((pair) => ({
								sampler: sampler.id,
								x: short(pair.x),
								y: short(pair.y),
								text: `${sampler.label}\n${x} = ${formatNumber(pair.x)}, ${y} = ${formatNumber(pair.y)}`,
							})),
							{ size: 0.15 },
						),
					]),
				};
			}),
			description: `${y} against ${x} for ${found.length} samplers on ${section.target.label}.`,
			legend: [],
			table: {
				columns: ["Sampler", "points", `correlation of ${x} and ${y}`],
				rows: found.map(({ sampler, data }) => [
					sampler.label,
					data.length,
					correlation(data),
				]),
			},
		};
	},
};

function inside(
	value: number,
	[low, high]: readonly [number, number],
): boolean {
	return value >= low && value <= high;
}

function short(value: number): number {
	return Number(value.toPrecision(4));
}

function correlation(
	pairs: readonly { readonly x: number; readonly y: number }[],
): number | null {
	const count = pairs.length;
	const [a, b] = [
		pairs.reduce((sum, { x }) => sum + x, 0) / count,
		pairs.reduce((sum, { y }) => sum + y, 0) / count,
	];
	let [xx, yy, xy] = [0, 0, 0];
	for (const { x, y } of pairs) {
		xx += (x - a) ** 2;
		yy += (y - b) ** 2;
		xy += (x - a) * (y - b);
	}
	return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}
