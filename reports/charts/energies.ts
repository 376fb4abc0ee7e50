/**
 * Chart: distributions of the action, and of the energy changes of proposals. The first must be the same for
 * all samplers.
 */
import { element } from "../../core/elements.js";
import { factsFrom } from "../../core/quantity-facts.js";
import type { Section } from "../model/model.js";
import type { Chart, Layout, Panel } from "./chart.js";
import { axis } from "./grammar/axes.js";
import { type First, firsts } from "./grammar/firsts.js";
import { lines } from "./grammar/layers.js";
import { spanOf } from "./grammar/range.js";
import { samplerLegend } from "./grammar/samplers.js";
import { type Datum, plotHeight, view } from "./grammar/view.js";

interface Histogram {
	readonly edges: readonly number[];
	readonly counts: readonly number[];
}

/** Is no quantity, and comes last. */
const energyChange = "energyChange";

export const energies: Chart = {
	name: "energies",
	title: "Action and ΔH",
	reading:
		"Distribution of the action density, weighted draws with their weights: all samplers must give one curve, since it is a property of the target. ΔH of the proposals of molecular dynamics is centred slightly above zero; a long tail to the right means trajectories that are too coarse.",
	caption:
		"Distributions of the action density and of the energy change $\\Delta H$ of proposals, in the first seed.",
	panels: "many",
	part: "diagnostics",
	needs: "histograms of S and ΔH (diagnostics.histograms)",
	scope: "section",
	build(_, section, layout) {
		const { records } = section;
		const names = new Set(
			records.flatMap(({ diagnostics }) =>
				Object.keys(diagnostics?.histograms ?? {}),
			),
		);
		names.delete(energyChange);
		const found = [...names, energyChange].map((name) => ({
			label:
				name === energyChange
					? "ΔH"
					: (factsFrom(records, name)?.label ?? name),
			members: firsts<Histogram>(
				section,
				(record) => record.diagnostics?.histograms?.[name],
			),
		}));
		const full = found.filter(({ members }) => members.length > 0);
		if (full.length === 0) return undefined;
		const members = section.samplers.filter((sampler) =>
			full.some((one) => one.members.some((m) => m.sampler === sampler)),
		);
		return {
			panels: full.map(({ label, members }) =>
				panelOf(section, label, members, layout),
			),
			description: `Distributions of ${full.map(({ label }) => label).join(" and ")} of ${members.length} samplers on ${section.target.label}.`,
			legend: samplerLegend(members),
			table: {
				columns: ["Quantity", "Sampler", "mean", "spread"],
				rows: full.flatMap(({ label, members }) =>
					members.map(({ sampler, data }) => [
						label,
						sampler.label,
						...moments(data),
					]),
				),
				note: "Mean and spread of the histograms, whose outer bins hold all beyond.",
			},
		};
	},
};

function panelOf(
	section: Section,
	label: string,
	members: readonly First<Histogram>[],
	layout: Layout,
): Panel {
	const { samplers, target } = section;
	const [low, high] = spanOf(
		section,
		members.flatMap(({ sampler, data }) =>
			data.edges
				.filter((_, i) => (data.counts[i] ?? 0) + (data.counts[i - 1] ?? 0) > 0)
				.map((value) => ({ sampler: sampler.id, value })),
		),
	);
	const drawn: Datum[] = members.flatMap(({ sampler, data }) => {
		const total = data.counts.reduce((a, b) => a + b, 0);
		return data.counts.map((count, i) => {
			const [low, high] = [element(data.edges, i), element(data.edges, i + 1)];
			return {
				sampler: sampler.id,
				x: (low + high) / 2,
				y: count / (total * (high - low)),
				...(i === 0 ? { text: sampler.label } : {}),
			};
		});
	});
	const values = drawn.filter(({ x }) => Number(x) >= low && Number(x) <= high);
	const height = plotHeight(layout);
	return {
		title: label,
		...view(layout, height, `Distribution of ${label} on ${target.label}.`, [
			lines(
				{
					layout,
					samplers,
					x: axis("x", label, { zero: false }, { tickCount: 5, grid: false }),
					y: axis("y", "density", { zero: true }, { tickCount: 4 }),
				},
				values,
			),
		]),
	};
}

function moments({ edges, counts }: Histogram): [number, number] {
	const total = counts.reduce((a, b) => a + b, 0);
	const centre = (i: number) => (element(edges, i) + element(edges, i + 1)) / 2;
	const mean = counts.reduce((a, n, i) => a + n * centre(i), 0) / total;
	const square = counts.reduce((a, n, i) => a + n * (centre(i) - mean) ** 2, 0);
	return [mean, Math.sqrt(square / total)];
}
