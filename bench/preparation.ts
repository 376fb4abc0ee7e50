/**
 * What a flow costs before its first draw: optimiser steps and processor seconds of training, all
 * defaults, until a look at held-out draws first sees an effective sample size (ESS, Kish's fraction)
 * of 50, 80, 90 and 95 %, for three seeds on one thread. The points are those of arXiv:1904.12072.
 * Looks and the flow's own checks are part of the price. `save` keeps whole curves.
 */
import { processorSeconds } from "../harness/cell/processor-time.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";
import {
	createFlow,
	type FlowName,
	fixedContext,
	flowNames,
	phi4On,
} from "./training.js";

interface Point {
	readonly label: string;
	readonly extent: number;
	readonly lambda: number;
	/** Processor seconds after which a training is given up. */
	readonly limits: Readonly<Record<FlowName, number>>;
}

interface Look {
	readonly step: number;
	readonly seconds: number;
	readonly ess: number;
}

const levels = [0.5, 0.8, 0.9, 0.95];
const seeds = [1, 2, 3];
const heading = ["flow", "ESS", "seeds", "steps", "processor seconds"];

const points: readonly Point[] = [
	{
		label: "E1",
		extent: 6,
		lambda: 6.975,
		limits: { realnvp: 25, "neural-spline": 30, "equivariant-cnf": 15 },
	},
	{
		label: "E2",
		extent: 8,
		lambda: 6.008,
		limits: { realnvp: 30, "neural-spline": 30, "equivariant-cnf": 30 },
	},
	{
		label: "E4",
		extent: 12,
		lambda: 5.276,
		limits: { realnvp: 25, "neural-spline": 25, "equivariant-cnf": 45 },
	},
];

/** preparation-E1-realnvp and so on. */
export const preparation: readonly BenchPart[] = points.flatMap((point) =>
	flowNames.map((flow) => partOf(point, flow)),
);

function partOf(point: Point, flow: FlowName): BenchPart {
	const { label, extent, lambda, limits } = point;
	return {
		name: `preparation-${label}-${flow}`,
		label: `training to a held-out ESS on ${extent} x ${extent}, lambda ${lambda}: median (least to most) of three seeds, one thread, processor seconds`,
		async run(print, { rehearsal, save }) {
			const limit = rehearsal ? 0.5 : limits[flow];
			const runs: Look[][] = [];
			for (const seed of rehearsal ? seeds.slice(0, 1) : seeds) {
				runs.push(await curve(flow, point, seed, limit));
				save({ limit, looksOfSeeds: runs });
			}
			const rows = levels.map((level) => rowOf(flow, level, runs));
			for (const line of table([heading, ...rows])) print(line);
		},
	};
}

/** Looks until the last level is reached, or the limit. */
async function curve(
	flow: FlowName,
	{ extent, lambda }: Point,
	seed: number,
	limit: number,
): Promise<Look[]> {
	const looks: Look[] = [];
	const reached = new AbortController();
	let start = processorSeconds();
	const seconds = () => processorSeconds() - start;
	const context = fixedContext(seed, seconds, {
		async phase(name) {
			if (name === "train") start = processorSeconds();
		},
	});
	try {
		const prepared = await createFlow(flow, {}).prepare(
			phi4On(extent, lambda),
			{ seconds: limit },
			{
				...context,
				signal: reached.signal,
				progress(_fraction, { step, ess }) {
					looks.push({ step, seconds: seconds(), ess });
					if (ess >= levels[levels.length - 1]) reached.abort();
				},
			},
		);
		prepared.dispose();
	} catch (error) {
		if (!reached.signal.aborted) throw error;
	}
	return looks;
}

function rowOf(
	flow: string,
	level: number,
	runs: readonly (readonly Look[])[],
) {
	const first = runs.flatMap(
		(looks) => looks.find(({ ess }) => ess >= level) ?? [],
	);
	const all = first.length === runs.length;
	const range = (pick: (look: Look) => number, digits: number) => {
		if (first.length === 0) return "-";
		const values = first.map(pick).sort((a, b) => a - b);
		const text = (value: number) => value.toFixed(digits);
		const ends = `${text(values[0])} to ${text(values[values.length - 1])}`;
		return all ? `${text(values[values.length >> 1])} (${ends})` : ends;
	};
	return [
		flow,
		`${100 * level} %`,
		`${first.length} of ${runs.length}`,
		range(({ step }) => step, 0),
		range((look) => look.seconds, 1),
	];
}
