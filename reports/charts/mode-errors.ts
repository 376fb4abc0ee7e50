/**
 * Chart: which momentum modes a sampler has wrong, as z of G(k) against all others together. Averages over
 * all sites hide errors of one scale.
 */
import { element } from "../../core/elements.js";
import { ink } from "../draw/palette.js";
import { formatEstimate, formatNumber } from "../text/format.js";
import type { Chart, Layout, Panel } from "./chart.js";
import { type First, firsts } from "./grammar/firsts.js";
import { lookup } from "./grammar/lookup.js";
import { fading, words } from "./grammar/samplers.js";
import { mostPanels } from "./grammar/thin.js";
import { type Datum, view } from "./grammar/view.js";
import { zColor, zLegend } from "./grammar/z-colors.js";

interface Modes {
	readonly extents: readonly number[];
	readonly shape: readonly number[];
	readonly value: readonly number[];
	readonly error: readonly number[];
}

export const modeErrors: Chart = {
	name: "modes",
	title: "Momentum modes",
	reading:
		"Each cell is one momentum k of the first seed: the difference of ⟨|φ̃(k)|²⟩/V from the error-weighted mean of all other samplers, in standard errors. A sampler that is wrong at large or small scales only shows it here; two samplers alone are mirror images; among a hundred cells about five may lie beyond two.",
	caption:
		"Difference of the momentum-space propagator $G(k)$ of each sampler from the error-weighted mean of the others in standard errors, at low momenta in the first seed.",
	panels: "many",
	part: "diagnostics",
	needs:
		"G(k) of two samplers or more (diagnostics.modes; real fields on two-dimensional lattices)",
	scope: "section",
	build(_, section, layout) {
		const found = firsts<Modes>(section, (record) => record.diagnostics?.modes);
		const members = found.filter(
			({ data }) => data.shape.join() === element(found, 0).data.shape.join(),
		);
		if (members.length < 2) return undefined;
		const scores = members.map((member) => ({
			...member,
			z: scoresOf(member, members),
		}));
		const side = Math.round(layout.width * 0.72);
		return {
			panels: scores.slice(0, mostPanels).map(
				({ sampler, data, z }): Panel => ({
					title: sampler.label,
					about: { sampler },
					...pictureOf(
						layout,
						side,
						`z of G(k) for ${sampler.label}; the largest is ${formatNumber(Math.max(...z.map(Math.abs)), 2)}.`,
						dataOf(sampler, data, z),
						data.shape,
					),
				}),
			),
			description: `z of G(k) at ${element(scores, 0).z.length} momenta for ${scores.length} samplers on ${section.target.label}.`,
			legend: zLegend,
			table: {
				columns: ["Sampler", "n₁", "n₂", "G(k)", "z"],
				rows: scores.flatMap(({ sampler, data, z }) =>
					z.map((score, i) => [
						sampler.label,
						Math.floor(i / element(data.shape, 1)),
						i % element(data.shape, 1),
						formatEstimate(element(data.value, i), element(data.error, i)),
						score,
					]),
				),
				note: "k = 2π (n₁/L₁, n₂/L₂), averaged over reflections; errors by a jackknife over chains or parts of them.",
			},
		};
	},
};

/** z of each mode against the error-weighted mean of all others. */
function scoresOf(
	{ data }: First<Modes>,
	all: readonly First<Modes>[],
): number[] {
	const others = all.filter((other) => other.data !== data);
	return data.value.map((value, i) => {
		let [weights, sum] = [0, 0];
		for (const { data: other } of others) {
			const error = element(other.error, i);
			if (!(error > 0)) continue;
			weights += 1 / error ** 2;
			sum += element(other.value, i) / error ** 2;
		}
		const error = element(data.error, i);
		return weights > 0 && error > 0
			? (value - sum / weights) / Math.hypot(error, Math.sqrt(1 / weights))
			: 0;
	});
}

function dataOf(
	sampler: First<Modes>["sampler"],
	{ shape, value, error }: Modes,
	z: readonly number[],
): Datum[] {
	const [, columns = 1] = shape;
	return z.map((score, i) => {
		const [row, column] = [Math.floor(i / columns), i % columns];
		return {
			sampler: sampler.id,
			row: `k${row}`,
			column: `k${column}`,
			z: Number(score.toPrecision(4)),
			size: Math.abs(score),
			text: `${sampler.label}, n = (${row}, ${column})\nG = ${formatEstimate(element(value, i), element(error, i))}, z = ${formatNumber(score, 2)}`,
		};
	});
}

function pictureOf(
	layout: Layout,
	height: number,
	description: string,
	values: readonly Datum[],
	[rows = 1, columns = 1]: readonly number[],
): Panel {
	const steps = (count: number) =>
		Array.from({ length: count }, (_, i) => `k${i}`);
	const band = (field: string, title: string, names: readonly string[]) => ({
		field,
		type: "nominal",
		title,
		scale: { domain: names },
		axis: {
			labelExpr: lookup(
				Object.fromEntries(names.map((name) => [name, name.slice(1)])),
			),
			labelAngle: 0,
			ticks: false,
			domain: false,
			grid: false,
		},
	});
	return view(layout, height, description, [
		{
			data: { values },
			mark: { type: "rect", stroke: ink.paper, strokeWidth: 0.5 },
			encoding: {
				x: band("column", "n₂", steps(columns)),
				y: band("row", "n₁", [...steps(rows)].reverse()),
				color: zColor,
				opacity: fading(1),
				...words,
			},
		},
	]);
}
