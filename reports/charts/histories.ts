/**
 * Chart: Monte Carlo histories of one observable, one panel for each sampler. Drifts and long rests show
 * here before any test fails.
 */
import type { Section } from "../model/model.js";
import { valueSymbol } from "../model/symbols.js";
import type { Chart, Layout, Panel } from "./chart.js";
import { axis, plainNumber } from "./grammar/axes.js";
import { firsts } from "./grammar/firsts.js";
import { lineData, lines } from "./grammar/layers.js";
import { mostPanels, thin } from "./grammar/thin.js";
import { tracedNames } from "./grammar/traces.js";
import { view } from "./grammar/view.js";

const chainsShown = 3;

export const histories: Chart = {
	name: "histories",
	title: "Monte Carlo histories",
	reading:
		"The observable along the chains of the first seed, thinned; at most three chains are drawn. Look for drifts at the start, for stretches without movement, and for chains that stay on different levels.",
	caption:
		"Monte Carlo histories of one observable in the first seed, thinned, with at most three chains of each sampler.",
	panels: "many",
	scope: "section",
	build(_, section, layout) {
		const observable = commonObservable(section);
		if (observable === undefined) return undefined;
		const label = valueSymbol(section.symbols, observable);
		const found = firsts(section, ({ diagnostics }) => {
			const { series, stride = 1 } = diagnostics?.traces ?? {};
			const chains = series?.[observable] ?? [];
			return chains.length === 0 ? undefined : { stride, chains };
		});
		if (found.length === 0) return undefined;
		const all = found.flatMap(({ data }) => data.chains.flat());
		const domain = [Math.min(...all), Math.max(...all)] as const;
		const frame = {
			layout,
			samplers: section.samplers,
			x: axis(
				"x",
				"stored measurement",
				{ nice: false },
				{ tickCount: 5, grid: false, labelExpr: plainNumber },
			),
			y: axis(
				"y",
				label,
				{ domain, nice: true, zero: false },
				{ tickCount: 4 },
			),
		};
		const panels = found
			.slice(0, mostPanels)
			.map(({ sampler, data: { stride, chains } }): Panel => {
				const values = chains.slice(0, chainsShown).flatMap((chain, c) =>
					lineData(
						{ chain: c, sampler: sampler.id },
						thin(
							chain.map((y, i) => ({ x: i * stride, y })),
							110,
						),
						`${sampler.label}, chain ${c + 1}`,
						`${label} = {y} at {x}`,
					),
				);
				const height = panelHeight(layout);
				return {
					title: sampler.label,
					about: { sampler },
					...view(layout, height, `History of ${label} for ${sampler.label}.`, [
						lines(frame, values, {
							width: 0.7,
							opacity: 0.7,
							detail: "chain",
							solid: true,
						}),
					]),
				};
			});
		return {
			panels,
			description: `Monte Carlo histories of ${label} for ${found.length} samplers on ${section.target.label}.`,
			legend: [],
			table: {
				columns: ["Sampler", "Chain", "Points", "Lowest", "Mean", "Highest"],
				rows: found.flatMap(({ sampler, data }) =>
					data.chains
						.slice(0, chainsShown)
						.map((chain, c) => [
							sampler.label,
							c + 1,
							chain.length,
							chain.length > 0 ? Math.min(...chain) : null,
							chain.length > 0
								? chain.reduce((a, b) => a + b, 0) / chain.length
								: null,
							chain.length > 0 ? Math.max(...chain) : null,
						]),
				),
				note: `Thinned values of ${label}; the series are in the records, under diagnostics.`,
			},
		};
	},
};

function panelHeight(layout: Layout): number {
	return Math.round(Math.min(layout.width * 0.45, layout.fontSize * 15));
}

/** The slowest observable if its history was kept, otherwise the first one that was kept. */
export function commonObservable(section: Section): string | undefined {
	const kept = section.records.flatMap(tracedNames);
	// What is expected to move slowest of all, such as a topological charge, shows best where a chain stands still.
	const declared = kept.find((name) =>
		section.records.some(
			({ quantities }) => quantities?.[name]?.joint === "slowest",
		),
	);
	const slowest = section.rows.flatMap((row) => row.slowest ?? []);
	return declared ?? slowest.find((name) => kept.includes(name)) ?? kept[0];
}
