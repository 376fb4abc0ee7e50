/**
 * What a flow costs before its first draw: optimiser steps and seconds of training, all defaults (RealNVP also
 * with its pointwise map and with more layers), on all processors, until a look at held-out draws first sees an effective sample
 * size (ESS, Kish's fraction) of 50, 80, 90 and 95 %, for three seeds. E1 to E5 are the points of
 * arXiv:1904.12072, L20 and L32 of arXiv:2207.00283. Looks and the flow's own checks are part of the price. `save` keeps whole curves.
 */
import { availableParallelism } from "node:os";
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
	/** Seconds by the clock after which a training is given up. */
	readonly limits: Readonly<Record<FlowName, number>>;
}

/** A flow with these options and the defaults of all others. */
interface Contestant {
	readonly label: string;
	readonly flow: FlowName;
	readonly options: object;
}

interface Look {
	readonly step: number;
	/** By the clock. */
	readonly seconds: number;
	readonly processorSeconds: number;
	readonly ess: number;
}

const levels = [0.5, 0.8, 0.9, 0.95];
const seeds = [1, 2, 3];
const columns = [
	"flow",
	"ESS",
	"seeds",
	"steps",
	"seconds",
	"processor seconds",
];

const points: readonly Point[] = [
	point("E1", 6, 6.975, [20, 20, 10]),
	point("E2", 8, 6.008, [45, 45, 20]),
	point("E3", 10, 5.55, [60, 60, 30]),
	point("E4", 12, 5.276, [90, 90, 60]),
	point("E5", 14, 5.113, [120, 120, 90]),
	point("L20", 20, 4.807, [180, 180, 240]),
	point("L32", 32, 4.572, [300, 300, 900]),
];

function point(
	label: string,
	extent: number,
	lambda: number,
	seconds: readonly [number, number, number],
): Point {
	const [realnvp, spline, continuous] = seconds;
	const limits = {
		realnvp,
		"neural-spline": spline,
		"equivariant-cnf": continuous,
	};
	return { label, extent, lambda, limits };
}

const contestants: readonly Contestant[] = [
	...flowNames.map((flow) => ({ label: flow, flow, options: {} })),
	{ label: "realnvp-pointwise", flow: "realnvp", options: { pointwise: true } },
	{ label: "realnvp-12-layers", flow: "realnvp", options: { layers: 12 } },
];

/** preparation-E1-realnvp and so on. */
export const preparation: readonly BenchPart[] = points.flatMap((point) =>
	contestants.map((contestant) => partOf(point, contestant)),
);

function partOf(point: Point, contestant: Contestant): BenchPart {
	const { extent, lambda, limits } = point;
	return {
		name: `preparation-${point.label}-${contestant.label}`,
		label: `training to a held-out ESS on ${extent} x ${extent}, lambda ${lambda}: median (least to most) of three seeds, all processors`,
		async run(print, { rehearsal, save }) {
			const limit = rehearsal ? 0.5 : limits[contestant.flow];
			const runs: Look[][] = [];
			for (const seed of rehearsal ? seeds.slice(0, 1) : seeds) {
				const looks = await curve(contestant, point, seed, limit);
				runs.push(looks);
				save({ limit, looksOfSeeds: runs });
				print(`seed ${seed}: ${reachedBy(looks)}`);
			}
			const rows = levels.map((level) => rowOf(contestant.label, level, runs));
			for (const line of table([columns, ...rows])) print(line);
		},
	};
}

/** Looks until the last level is reached, or the limit. */
async function curve(
	{ flow, options }: Contestant,
	{ extent, lambda }: Point,
	seed: number,
	limit: number,
): Promise<Look[]> {
	const looks: Look[] = [];
	const reached = new AbortController();
	const clock = () => performance.now() / 1000;
	let start = clock();
	let processor = processorSeconds();
	const seconds = () => clock() - start;
	let begun = false;
	const phase = async (name: string) => {
		if (name !== "train" || begun) return;
		begun = true;
		start = clock();
		processor = processorSeconds();
	};
	const context = fixedContext(
		seed,
		seconds,
		{ phase },
		availableParallelism(),
	);
	try {
		const prepared = await createFlow(flow, options).prepare(
			phi4On(extent, lambda),
			{ seconds: limit },
			{
				...context,
				signal: reached.signal,
				progress(_fraction, { step, ess, extent: smaller }) {
					// Only the lattice itself counts, not the smaller ones before it.
					if (smaller !== undefined) return;
					const spent = processorSeconds() - processor;
					const cost = { seconds: seconds(), processorSeconds: spent };
					looks.push({ step, ...cost, ess });
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

/** What a bench that is stopped between seeds leaves on the screen. */
function reachedBy(looks: readonly Look[]): string {
	const best = Math.max(0, ...looks.map(({ ess }) => ess));
	const times = levels.flatMap((level) => {
		const first = looks.find(({ ess }) => ess >= level);
		if (first === undefined) return [];
		return [`${100 * level} % in ${first.seconds.toFixed(1)} s`];
	});
	return [...times, `best ${best.toFixed(3)}`].join(", ");
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
		range((look) => look.processorSeconds, 1),
	];
}
