/**
 * What the pointwise map of RealNVP is worth: trainings of a fixed number of steps with and without it,
 * other options at their defaults, and the effective sample size (Kish's fraction) of fresh draws. The
 * seeds of a row train at the same time, each on one thread, and the processor seconds are theirs
 * together, by their number. The steps are fixed, so other work on the machine changes no ESS.
 */
import { kishFraction } from "../core/statistics/weights/log-weights.js";
import { processorSeconds } from "../harness/cell/processor-time.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";
import { createFlow, fixedContext, noLimit, phi4On } from "./training.js";

interface Point {
	readonly label: string;
	readonly extent: number;
	readonly lambda: number;
	readonly steps: number;
}

/** E1 and E4 of arXiv:1904.12072, and a point of two wells. */
const points: readonly Point[] = [
	{ label: "E1", extent: 6, lambda: 6.975, steps: 1000 },
	{ label: "E4", extent: 12, lambda: 5.276, steps: 1000 },
	{ label: "wells", extent: 6, lambda: 4, steps: 1000 },
];
const seeds = [1, 2, 3];
const draws = 4096;

/** pointwise-E1 and so on. */
export const pointwise: readonly BenchPart[] = points.map((point) => ({
	name: `pointwise-${point.label}`,
	label: `RealNVP on ${point.extent} x ${point.extent}, lambda ${point.lambda}: ESS of ${draws} fresh draws after ${point.steps} steps, median (least to most) of ${seeds.length} seeds`,
	async run(print, { rehearsal, save }) {
		const rows = [["pointwise map", "ESS", "processor seconds of a training"]];
		const results: object[] = [];
		for (const on of [false, true]) {
			const before = processorSeconds();
			const ess = await Promise.all(
				seeds.map((seed) => fractionOf(point, on, seed, rehearsal)),
			);
			const seconds = (processorSeconds() - before) / seeds.length;
			results.push({ on, ess, seconds });
			save({ seeds, results });
			const sorted = ess.toSorted((a, b) => a - b).map((x) => x.toFixed(3));
			const [least, median, most] = sorted;
			rows.push([
				on ? "yes" : "no",
				`${median} (${least} to ${most})`,
				seconds.toFixed(1),
			]);
		}
		for (const line of table(rows)) print(line);
	},
}));

/** Of draws after a training. */
async function fractionOf(
	{ extent, lambda, steps }: Point,
	on: boolean,
	seed: number,
	rehearsal: boolean,
): Promise<number> {
	const prepared = await createFlow("realnvp", { pointwise: on }).prepare(
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
