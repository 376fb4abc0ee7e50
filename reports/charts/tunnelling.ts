/**
 * Chart: the sector of each chain along the run. A chain that seldom changes it knows the weights of the
 * sectors badly.
 */
import { element } from "../../core/elements.js";
import { factsFrom } from "../../core/quantity-facts.js";
import { valueSymbol } from "../model/symbols.js";
import { formatNumber } from "../text/format.js";
import type { Chart, Panel } from "./chart.js";
import { axis, plainNumber } from "./grammar/axes.js";
import { firsts } from "./grammar/firsts.js";
import { lines } from "./grammar/layers.js";
import { mostPanels } from "./grammar/thin.js";
import { tracedNames } from "./grammar/traces.js";
import { type Datum, view } from "./grammar/view.js";

const chainsShown = 2;
const points = 200;

export const tunnelling: Chart = {
	name: "tunnelling",
	title: "Tunnelling",
	reading:
		"The sector of two chains of the first seed, thinned: the topological charge, or the sign of the magnetisation. A chain that changes seldom knows the weights of the sectors badly, whatever its other errors say; flows jump at every accepted draw.",
	caption:
		"Sectors visited by two chains of the first seed, thinned: topological charge, or sign of the magnetisation.",
	panels: "many",
	part: "diagnostics",
	needs:
		"histories of the topological charge or of the magnetisation (diagnostics.traces)",
	scope: "section",
	build(_, section, layout) {
		const sectorOf = (name: string) => factsFrom(section.records, name)?.sector;
		const observable = section.records
			.flatMap(tracedNames)
			.find((name) => sectorOf(name) !== undefined);
		if (observable === undefined) return undefined;
		const signs = sectorOf(observable) === "sign";
		const sector = (value: number) => (signs ? Math.sign(value) : value);
		const found = firsts(section, ({ diagnostics }) => {
			const { series, stride = 1 } = diagnostics?.traces ?? {};
			const chains = series?.[observable] ?? [];
			return chains.length === 0
				? undefined
				: { stride, chains: chains.map((chain) => chain.map(sector)) };
		});
		if (found.length === 0) return undefined;
		const symbol = valueSymbol(section.symbols, observable);
		const label = signs ? `sign of ${symbol}` : symbol;
		const height = Math.round(layout.fontSize * 11);
		const frame = {
			layout,
			samplers: section.samplers,
			x: axis(
				"x",
				"stored measurement",
				{ nice: false },
				{ tickCount: 5, grid: false, labelExpr: plainNumber },
			),
			y: axis("y", label, { zero: true }, { tickCount: 4, tickMinStep: 1 }),
		};
		const rates = found.map(({ sampler, data }) => ({
			sampler,
			...data,
			share: changesOf(data.chains),
		}));
		return {
			panels: rates
				.slice(0, mostPanels)
				.map(({ sampler, stride, chains, share }): Panel => {
					const values: Datum[] = chains
						.slice(0, chainsShown)
						.flatMap((chain, c) =>
							chain.slice(0, points).map((y, i) => ({
								sampler: sampler.id,
								chain: c,
								x: i * stride,
								y,
								...(i === 0
									? { text: `${sampler.label}, chain ${c + 1}` }
									: {}),
							})),
						);
					const layer = lines(frame, values, {
						width: 0.7,
						opacity: 0.7,
						detail: "chain",
						solid: true,
					});
					const steps = {
						...layer,
						mark: { ...(layer.mark as object), interpolate: "step-after" },
					};
					return {
						title: `${sampler.label}: ${share === undefined ? "one value" : `changes in ${formatNumber(100 * share, 2)} % of steps`}`,
						about: { sampler },
						...view(
							layout,
							height,
							`${label} of ${sampler.label} along the run.`,
							[steps],
						),
					};
				}),
			description: `${label} along the runs of ${found.length} samplers on ${section.target.label}.`,
			legend: [],
			table: {
				columns: ["Sampler", "every … measurements", "steps that change it, %"],
				rows: rates.map(({ sampler, stride, share }) => [
					sampler.label,
					stride,
					share === undefined ? null : 100 * share,
				]),
				note: "Between kept values; changes in between that undo each other are not seen.",
			},
		};
	},
};

/** Share of the steps between kept values that change the sector. */
function changesOf(chains: readonly (readonly number[])[]): number | undefined {
	let [steps, changes] = [0, 0];
	for (const chain of chains)
		for (let i = 1; i < chain.length; i++) {
			steps++;
			if (element(chain, i) !== element(chain, i - 1)) changes++;
		}
	return steps === 0 ? undefined : changes / steps;
}
