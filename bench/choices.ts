/**
 * What an option of a flow is worth: trainings of a fixed number of steps with each choice, other options at
 * their defaults, and the effective sample size (Kish's fraction) of fresh draws. The seeds of a row
 * train at the same time, each on one thread, and the processor seconds are theirs together, by their
 * number. The steps are fixed, so other work on the machine changes no ESS.
 */
import { kishFraction } from "../core/statistics/weights/log-weights.js";
import { processorSeconds } from "../harness/cell/processor-time.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";
import {
	createFlow,
	type FlowName,
	fixedContext,
	noLimit,
	phi4On,
} from "./training.js";

interface Point {
	readonly label: string;
	readonly extent: number;
	readonly lambda: number;
}

interface Choice {
	readonly label: string;
	readonly flow: FlowName;
	readonly options: object;
	readonly steps: number;
}

/** E1 and E4 of arXiv:1904.12072, and a point of two wells. */
const e1 = { label: "E1", extent: 6, lambda: 6.975 };
const e4 = { label: "E4", extent: 12, lambda: 5.276 };
const wells = { label: "wells", extent: 6, lambda: 4 };
const seeds = [1, 2, 3];
const draws = 4096;

const maps: readonly Choice[] = [false, true].map((pointwise) => ({
	label: pointwise ? "pointwise map" : "none",
	flow: "realnvp",
	options: { pointwise },
	steps: 1000,
}));

/** Adam at the rate that was its default. */
const optimisers: readonly Choice[] = [
	...ofBoth("realnvp", 500, {}),
	...ofBoth("neural-spline", 150, {}),
	...ofBoth("equivariant-cnf", 100, { learningRate: 8e-3, beta2: 0.9 }),
];

function ofBoth(flow: FlowName, steps: number, ofAdam: object): Choice[] {
	const adam = { optimiser: "adam", ...ofAdam };
	const own = flow === "equivariant-cnf" ? { ladder: [] } : {};
	return [
		{ label: `${flow}, Adam`, flow, options: { ...own, ...adam }, steps },
		{ label: `${flow}, SOAP`, flow, options: own, steps },
	];
}

/** pointwise-E1, optimiser-E1 and so on. */
export const choices: readonly BenchPart[] = [
	...[e1, e4, wells].map((point) => partOf("pointwise", point, maps)),
	...[e1, e4].map((point) => partOf("optimiser", point, optimisers)),
];

function partOf(
	name: string,
	point: Point,
	rows: readonly Choice[],
): BenchPart {
	const { extent, lambda } = point;
	return {
		name: `${name}-${point.label}`,
		label: `${name} on ${extent} x ${extent}, lambda ${lambda}: ESS of ${draws} fresh draws, median (least to most) of ${seeds.length} seeds`,
		async run(print, { rehearsal, save }) {
			const lines = [
				["choice", "steps", "ESS", "processor seconds of a training"],
			];
			const results: object[] = [];
			for (const choice of rows) {
				const before = processorSeconds();
				const ess = await Promise.all(
					seeds.map((seed) => fractionOf(point, choice, seed, rehearsal)),
				);
				const seconds = (processorSeconds() - before) / seeds.length;
				results.push({ ...choice, ess, seconds });
				save({ seeds, results });
				const sorted = ess.toSorted((a, b) => a - b).map((x) => x.toFixed(3));
				const [least, median, most] = sorted;
				lines.push([
					choice.label,
					String(choice.steps),
					`${median} (${least} to ${most})`,
					seconds.toFixed(1),
				]);
			}
			for (const line of table(lines)) print(line);
		},
	};
}

/** Of draws after a training. */
async function fractionOf(
	{ extent, lambda }: Point,
	{ flow, options, steps }: Choice,
	seed: number,
	rehearsal: boolean,
): Promise<number> {
	const prepared = await createFlow(flow, options).prepare(
		phi4On(extent, lambda),
		{ ...noLimit, steps: rehearsal ? 2 : steps },
		fixedContext(seed),
	);
	try {
		const { structure } = await prepared.draw(rehearsal ? 64 : draws);
		if (structure.kind !== "weighted") throw new Error("a flow has weights");
		return kishFraction(structure.logWeights);
	} finally {
		prepared.dispose();
	}
}
