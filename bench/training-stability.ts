/**
 * Does a longer training make a flow worse? Trainings of a fixed number of steps, on lattices from a
 * chain to 20 x 20 and in both phases, five seeds each: the effective sample size (ESS, Kish's
 * fraction) of what is handed out, on 4096 fresh draws, against the best look of the training and its
 * last one. `lost` counts seeds that end with less than 0.9 of their best look.
 */
import { phi4 } from "../actions/scalar/phi4.js";
import { createLattice } from "../core/lattice.js";
import { kishFraction } from "../core/statistics/weights/log-weights.js";
import type { Sampler } from "../samplers/sampler.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";
import {
	createFlow,
	type FlowName,
	fixedContext,
	flowNames,
} from "./training.js";

interface Case {
	readonly flow: FlowName;
	readonly shape: readonly number[];
	/** m2 = -4 everywhere. */
	readonly lambdas: readonly number[];
	/** Optimiser steps. */
	readonly steps: number;
	readonly options: object;
}

const heading = [
	"",
	"lambda",
	"steps",
	"handed out: least",
	"median",
	"best look, median",
	"last look, least",
	"lost",
	"divergences",
];

/** A rate that does not fall breaks the splines of a tiny lattice after about 5000 steps. */
const long = {
	flow: "neural-spline",
	shape: [2, 2],
	lambdas: [1],
	steps: 6500,
} as const;

/** training-stability-chain-realnvp and so on; the first lambda is in the symmetric phase, the second in that of two wells. */
export const trainingStability: readonly BenchPart[] = [
	...partsOn("chain", [8], [8, 1], {
		realnvp: 500,
		"neural-spline": 100,
		"equivariant-cnf": 100,
	}),
	...partsOn("2x2", [2, 2], [8, 1], {
		realnvp: 500,
		"neural-spline": 150,
		"equivariant-cnf": 100,
	}),
	...partsOn("4x4", [4, 4], [8, 2], {
		realnvp: 300,
		"neural-spline": 60,
		"equivariant-cnf": 80,
	}),
	...partsOn("20x20", [20, 20], [6, 3.5], {
		realnvp: 30,
		"neural-spline": 10,
		"equivariant-cnf": 20,
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
	return flowNames.map((flow) =>
		partOf(`${label}-${flow}`, {
			flow,
			shape,
			lambdas,
			steps: steps[flow],
			options: { evaluateEvery: steps[flow] >= 300 ? 50 : 10 },
		}),
	);
}

function partOf(
	label: string,
	{ flow, shape, lambdas, steps, options }: Case,
): BenchPart {
	return {
		name: `training-stability-${label}`,
		label:
			"ESS after a training against the best look of it, five seeds, one thread",
		async run(print, { rehearsal, save }) {
			const rows = [heading];
			const all: object[] = [];
			for (const lambda of lambdas) {
				const ends: End[] = [];
				for (let seed = 1; seed <= (rehearsal ? 1 : 5); seed++) {
					const end = await trained(
						createFlow(flow, options),
						shape,
						lambda,
						rehearsal ? 2 : steps,
						seed,
					);
					ends.push(end);
					all.push({ lambda, seed, ...end });
					save(all);
				}
				rows.push(rowOf(`${flow}, ${shape.join(" x ")}`, lambda, steps, ends));
			}
			for (const line of table(rows)) print(line);
		},
	};
}

interface End {
	readonly final: number;
	readonly best: number;
	readonly last: number;
	readonly divergences: number;
}

async function trained(
	sampler: Sampler,
	shape: readonly number[],
	lambda: number,
	steps: number,
	seed: number,
): Promise<End> {
	const action = phi4.create(createLattice(shape), { m2: -4, lambda });
	const prepared = await sampler.prepare(
		action,
		{ seconds: Number.POSITIVE_INFINITY, steps },
		fixedContext(seed),
	);
	try {
		const { structure } = await prepared.draw(4096);
		if (structure.kind !== "weighted") throw new Error("not a flow");
		const looks = (prepared.history[0].columns.heldOutEss ?? []).map(Number);
		return {
			final: kishFraction(structure.logWeights),
			best: Math.max(...looks),
			last: looks[looks.length - 1],
			divergences: Number(prepared.facts.divergences),
		};
	} finally {
		prepared.dispose();
	}
}

function rowOf(
	label: string,
	lambda: number,
	steps: number,
	ends: readonly End[],
): string[] {
	const sorted = (pick: (end: End) => number) =>
		ends.map(pick).sort((a, b) => a - b);
	const middle = (values: readonly number[]) => values[values.length >> 1];
	const finals = sorted(({ final }) => final);
	const lost = ends.filter(({ final, best }) => final < 0.9 * best).length;
	return [
		label,
		String(lambda),
		String(steps),
		finals[0].toFixed(4),
		middle(finals).toFixed(4),
		middle(sorted(({ best }) => best)).toFixed(4),
		sorted(({ last }) => last)[0].toFixed(4),
		`${lost} of ${ends.length}`,
		String(ends.reduce((sum, end) => sum + end.divergences, 0)),
	];
}
