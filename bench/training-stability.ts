/**
 * Does a longer training make a flow worse? Trainings of a fixed number of steps, on lattices from a
 * chain to 20 x 20 and in both phases: the effective sample size (ESS, Kish's fraction) of what is
 * handed out against that of the best state of the training, both on fresh draws (training-looks.ts).
 * `lost` counts seeds that end below 0.9 of it, and how many of them by more than three errors of the
 * difference. Beside them stands the ESS of the held-out draws by which the state was chosen.
 */
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";
import { createFlow, type FlowName, flowNames } from "./training.js";
import { type Judged, judgedTraining } from "./training-looks.js";

interface Case {
	readonly flow: FlowName;
	readonly shape: readonly number[];
	readonly lambda: number;
	/** Optimiser steps. */
	readonly steps: number;
	/** Draws of each fresh set. */
	readonly draws: number;
	readonly seeds: number;
	readonly options: object;
}

const heading = [
	"",
	"lambda",
	"steps",
	"handed out: least",
	"median",
	"best state, median",
	"ratio, least",
	"its look, median",
	"lost",
	"beyond 3 errors",
	"divergences",
	"core-seconds",
];

/** A rate that does not fall breaks the splines of a tiny lattice after about 5000 steps. */
const long = {
	flow: "neural-spline",
	shape: [2, 2],
	lambda: 1,
	steps: 6600,
	draws: 2048,
	seeds: 5,
} as const;

/**
 * training-stability-chain-realnvp-symmetric and -broken, and so on: lambda in the phase of one well and in
 * that of two.
 */
export const trainingStability: readonly BenchPart[] = [
	...partsOn("chain", [8], [8, 1], {
		realnvp: 500,
		"neural-spline": 100,
		"equivariant-cnf": 100,
	}),
	...partsOn("2x2", [2, 2], [8, 1], {
		realnvp: 500,
		"neural-spline": 200,
		"equivariant-cnf": 100,
	}),
	...partsOn("4x4", [4, 4], [8, 2], {
		realnvp: 300,
		"neural-spline": 60,
		"equivariant-cnf": 80,
	}),
	...partsOn("20x20", [20, 20], [6, 3.5], {
		realnvp: 1000,
		"neural-spline": 600,
		"equivariant-cnf": 300,
	}),
	partOf("long", { ...long, options: {} }),
	partOf("long-constant-rate", { ...long, options: { schedule: "constant" } }),
];

function partsOn(
	label: string,
	shape: readonly number[],
	lambdas: readonly number[],
	steps: Readonly<Record<FlowName, number>>,
): BenchPart[] {
	const large = shape.length > 1 && shape[0] > 4;
	return flowNames.flatMap((flow) =>
		lambdas.map((lambda, i) =>
			partOf(`${label}-${flow}-${["symmetric", "broken"][i]}`, {
				flow,
				shape,
				lambda,
				steps: steps[flow],
				draws: large ? 1024 : 4096,
				seeds: 5,
				options: { evaluateEvery: steps[flow] >= 150 ? 50 : 10 },
			}),
		),
	);
}

function partOf(
	label: string,
	{ flow, shape, lambda, steps, draws, seeds, options }: Case,
): BenchPart {
	return {
		name: `training-stability-${label}`,
		label: `ESS after a training against its best state, on ${draws} fresh draws, ${seeds} seeds, one thread`,
		async run(print, { rehearsal, save }) {
			const ends: Judged[] = [];
			for (let seed = 1; seed <= (rehearsal ? 1 : seeds); seed++) {
				const end = await judgedTraining(
					createFlow(flow, options),
					{
						shape,
						lambda,
						steps: rehearsal ? 2 : steps,
						draws: rehearsal ? 64 : draws,
					},
					seed,
				);
				ends.push(end);
				save(ends);
			}
			const rows = [
				heading,
				rowOf(`${flow}, ${shape.join(" x ")}`, lambda, ends),
			];
			for (const line of table(rows)) print(line);
		},
	};
}

function rowOf(
	label: string,
	lambda: number,
	ends: readonly Judged[],
): string[] {
	const sorted = (pick: (end: Judged) => number) =>
		ends.map(pick).sort((a, b) => a - b);
	const middle = (values: readonly number[]) => values[values.length >> 1];
	const finals = sorted(({ handedOut }) => handedOut);
	const ratios = sorted(({ handedOut, best }) => handedOut / best);
	const lost = ends.filter(({ handedOut, best }) => handedOut < 0.9 * best);
	return [
		label,
		String(lambda),
		String(Math.max(...ends.map(({ steps }) => steps))),
		finals[0].toFixed(4),
		middle(finals).toFixed(4),
		middle(sorted(({ best }) => best)).toFixed(4),
		ratios[0].toFixed(3),
		middle(sorted(({ look }) => look)).toFixed(4),
		`${lost.length} of ${ends.length}`,
		String(
			lost.filter(
				({ handedOut, best, differenceError }) =>
					best - handedOut > 3 * differenceError,
			).length,
		),
		String(ends.reduce((sum, end) => sum + end.divergences, 0)),
		middle(sorted(({ coreSeconds }) => coreSeconds)).toFixed(1),
	];
}
