/**
 * Charts: links on the two-dimensional torus beside exact results: the law of the charge, and loops against
 * their area.
 */
import { samplerKey } from "../model/identity.js";
import type { Section } from "../model/model.js";
import type { Chart } from "./chart.js";
import {
	meanOfSeeds,
	type SamplerPoints,
	samplerPoints,
} from "./sampler-points.js";

/** The checks that hold a measured value and an exact one, at the place that their name stands for. */
interface Family {
	placeOf(check: string): number | undefined;
}

const charges: Family = {
	placeOf: (check) => {
		const charge = /^pQ:(\d+)$/.exec(check)?.[1];
		return charge === undefined ? undefined : Number(charge);
	},
};

const squares: Readonly<Record<string, number>> = {
	"exact plaquette": 1,
	"exact wilsonLoop2x2": 4,
	"exact wilsonLoop3x3": 9,
};

const loops: Family = {
	placeOf: (check) => {
		const [, width, height] = /^area:(\d+)x(\d+)$/.exec(check) ?? [];
		return width === undefined || height === undefined
			? squares[check]
			: Number(width) * Number(height);
	},
};

/** The estimator of a row; the Metropolis chain is made of the same draws. */
const named = /^(.+) \((chain|reweighted)\)$/;

function collect(
	section: Section,
	{ placeOf }: Family,
): { members: SamplerPoints[]; exact: Map<number, number> } {
	const exact = new Map<number, number>();
	const members = section.samplers.map((sampler) => {
		const seeds = new Map<number, { value: number; error: number }[]>();
		for (const record of section.records) {
			if (samplerKey(record) !== sampler.key) continue;
			for (const [name, { measured, reference }] of Object.entries(
				record.checks ?? {},
			)) {
				const place = placeOf(named.exec(name)?.[1] ?? "");
				if (!measured || !reference || place === undefined) continue;
				exact.set(place, reference.value);
				seeds.set(place, [...(seeds.get(place) ?? []), measured]);
			}
		}
		const points = new Map(
			[...seeds]
				.sort(([a], [b]) => a - b)
				.map(([place, found]) => [place, meanOfSeeds(found)]),
		);
		return { sampler, points };
	});
	return {
		members,
		exact: new Map([...exact].sort(([a], [b]) => a - b)),
	};
}

const needs = "links in two dimensions";

export const chargeLaw: Chart = {
	name: "charge-law",
	title: "Law of the topological charge",
	reading:
		"How often |Q| = k was found, with its standard error, seeds averaged; the line joins the exact probabilities of the torus. Local checks pass in a chain whose charge never moves, and this picture shows it.",
	caption:
		"Frequency of the topological charge $|Q| = k$ with standard errors, averaged over the seeds. The line joins the exact probabilities. Symbols are displaced horizontally for legibility.",
	panels: "one",
	needs: `${needs} of U(1)`,
	scope: "section",
	build(_, section, layout) {
		const { members, exact } = collect(section, charges);
		return samplerPoints(
			section,
			layout,
			members,
			{
				x: "|Q|",
				y: "p(|Q|)",
				at: (charge) => `p(|Q| = ${charge})`,
				description: `Frequencies of the topological charge on ${section.target.label}, beside the exact ones.`,
			},
			exact,
		);
	},
};

export const areaLaw: Chart = {
	name: "area-law",
	title: "Wilson loops against their area",
	reading:
		"Rectangular loops by their area, with standard errors, seeds averaged; the line joins the exact values of the torus. In two dimensions a loop depends on its area alone, and far from the size of the torus its logarithm falls along a straight line: confinement.",
	caption:
		"Wilson loops $W$ against their area in units of $a^2$, with standard errors, averaged over the seeds. The line joins the exact values of the torus. Symbols are displaced horizontally for legibility.",
	panels: "one",
	needs,
	scope: "section",
	build(_, section, layout) {
		const { members, exact } = collect(section, loops);
		return samplerPoints(
			section,
			layout,
			members,
			{
				x: "area",
				y: "W",
				at: (area) => `W of area ${area}`,
				log: true,
				description: `Wilson loops on ${section.target.label} against their area, beside the exact ones.`,
			},
			exact,
		);
	},
};
