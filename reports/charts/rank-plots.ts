/**
 * Chart: ranks of the values of each chain among those of all (Vehtari et al., arXiv:1903.08008). It shows
 * chains that have not mixed.
 */
import { element } from "../../core/elements.js";
import { ascendingOrder } from "../../core/statistics/chains/ascending-order.js";
import { ink } from "../draw/palette.js";
import { valueSymbol } from "../model/symbols.js";
import type { Chart, Panel } from "./chart.js";
import { axis, percentLabel } from "./grammar/axes.js";
import { firsts } from "./grammar/firsts.js";
import { lines } from "./grammar/layers.js";
import { silent } from "./grammar/samplers.js";
import { mostPanels } from "./grammar/thin.js";
import { type Datum, view } from "./grammar/view.js";
import { commonObservable } from "./histories.js";

const bins = 12;
/** A single chain is compared with itself in this many parts. */
const parts = 4;

export const rankPlots: Chart = {
	name: "ranks",
	title: "Rank plots",
	reading:
		"Share of each chain's values in twelve classes of their rank among all chains of the first seed, relative to an even share; a single chain is cut into four parts. Chains that sample the same law scatter around 1; slopes and humps show chains that have not mixed.",
	caption:
		"Ranks of the values of each chain among those of all chains, relative to an even share, in the first seed.",
	panels: "many",
	part: "diagnostics",
	needs: "histories of chains (diagnostics.traces)",
	scope: "section",
	build(_, section, layout) {
		const observable = commonObservable(section);
		if (observable === undefined) return undefined;
		const found = firsts(section, ({ diagnostics }) => {
			const chains = diagnostics?.traces?.series[observable] ?? [];
			return chains.some((chain) => chain.length >= bins * parts)
				? chains
				: undefined;
		});
		if (found.length === 0) return undefined;
		const height = Math.round(layout.fontSize * 13);
		const label = valueSymbol(section.symbols, observable);
		const tables = found.map(({ sampler, data }) => ({
			sampler,
			shares: rankShares(data.length === 1 ? cut(element(data, 0)) : data),
		}));
		const frame = {
			layout,
			samplers: section.samplers,
			x: axis(
				"x",
				`rank of ${label}`,
				{ domain: [0, 1], nice: false },
				{ tickCount: 4, grid: false, labelExpr: percentLabel },
			),
			y: axis("y", "relative share", { zero: true }, { tickCount: 4 }),
		};
		return {
			panels: tables.slice(0, mostPanels).map(({ sampler, shares }): Panel => {
				const values: Datum[] = shares.flatMap((share, chain) =>
					share.map((y, i) => ({
						sampler: sampler.id,
						chain,
						x: (i + 0.5) / bins,
						y,
						...(i === 0
							? { text: `${sampler.label}, chain ${chain + 1}` }
							: {}),
					})),
				);
				return {
					title: sampler.label,
					about: { sampler },
					...view(layout, height, `Ranks of ${label} for ${sampler.label}.`, [
						{
							data: { values: [{ zero: 1 }] },
							mark: { ...silent, type: "rule", stroke: ink.axis },
							encoding: { y: { field: "zero", type: "quantitative" } },
						},
						lines(frame, values, {
							detail: "chain",
							solid: true,
							width: 0.8,
						}),
					]),
				};
			}),
			description: `Ranks of ${label} in the chains of ${found.length} samplers on ${section.target.label}.`,
			legend: [],
			table: {
				columns: ["Sampler", "Chain", "lowest share", "highest share"],
				rows: tables.flatMap(({ sampler, shares }) =>
					shares.map((share, chain) => [
						sampler.label,
						chain + 1,
						Math.min(...share),
						Math.max(...share),
					]),
				),
				note: `Of ${label}, thinned as in the histories.`,
			},
		};
	},
};

function cut(chain: readonly number[]): number[][] {
	const length = Math.floor(chain.length / parts);
	return Array.from({ length: parts }, (_, k) =>
		chain.slice(k * length, (k + 1) * length),
	);
}

/** For each chain, its share in each class of ranks over that of evenly spread values. */
export function rankShares(chains: readonly (readonly number[])[]): number[][] {
	const all = Float64Array.from(chains.flat());
	const ranks = new Float64Array(all.length);
	for (const [rank, at] of ascendingOrder(all).entries()) ranks[at] = rank;
	let from = 0;
	return chains.map((chain) => {
		const counts = new Array<number>(bins).fill(0);
		for (let i = 0; i < chain.length; i++) {
			const bin = Math.floor((bins * element(ranks, from + i)) / all.length);
			counts[bin] = element(counts, bin) + 1;
		}
		from += chain.length;
		return counts.map((count) => (count * bins) / Math.max(1, chain.length));
	});
}
