/**
 * The kernels with fused multiply-add (core/kernels/instructions.ts) beside those without, in one
 * run and in turn: a training step and a draw of each flow, and the leapfrog of HMC. A ratio above 1
 * says how many times as fast the fused ones are.
 */

import { fuses, instructionsVariable } from "../core/kernels/instructions.js";
import { median } from "../core/statistics/order-statistics.js";
import { couplingFlow } from "../samplers/coupling/coupling.js";
import type { Flow } from "../samplers/flow/flow.js";
import { flowOn } from "./cnf.js";
import { measure, square, type Timing } from "./flow-work.js";
import { configs } from "./flows.js";
import { leapfrogTask } from "./leapfrog.js";
import type { BenchPart } from "./part.js";
import { measureRounds, table } from "./rounds.js";

const rounds = 5;
const builds = ["simd", "relaxed-simd"] as const;
const repeats = 3;
const extents = [8, 16, 32];
const chainExtents = [8, 32, 128, 512, 1024];

export const fused: BenchPart = {
	name: "fused",
	label: `kernels with fused multiply-add against those without, one thread: times as fast, median of ${rounds} rounds`,
	async run(print, { rehearsal }) {
		if (!fuses()) {
			print("this machine, or this version of Node, has no fused multiply-add");
			return;
		}
		const sizes = rehearsal ? [4] : extents;
		const flows: Readonly<Record<string, (extent: number) => Flow>> = {
			realnvp: (extent) => couplingFlow(square(extent), configs.realnvp),
			"neural-spline": (extent) =>
				couplingFlow(square(extent), configs["neural-spline"]),
			"equivariant-cnf": flowOn,
		};
		const rows = [["", "L", "training step", "draw"]];
		for (const [name, flow] of Object.entries(flows))
			for (const extent of sizes)
				rows.push([
					name,
					String(extent),
					...(await compareFlow(flow(extent), rehearsal ? 1 : rounds)),
				]);
		for (const line of table(rows)) print(line);
		const leapfrog = [["leapfrog", "L", "float32", "float64"]];
		for (const extent of rehearsal ? [8] : chainExtents)
			leapfrog.push(["phi^4", String(extent), ...(await chains(extent))]);
		for (const line of table(leapfrog)) print(line);
	},
};

/** Ratios of a training step and of a draw. Each engine has fresh threads, which read the choice when they start. */
async function compareFlow(flow: Flow, count: number): Promise<string[]> {
	const samples = Math.max(16, Math.round(2 ** 15 / flow.lattice.sites));
	const ratios: Timing[] = [];
	const call = { settings: { steps: 8 } };
	const before = process.env[instructionsVariable];
	try {
		for (let round = 0; round < count; round++) {
			const times: Timing[] = [];
			for (const build of builds) {
				process.env[instructionsVariable] = build;
				times.push(await measure(flow, samples, repeats, call, 1));
			}
			const [plain, other] = times;
			ratios.push({
				step: plain.step / other.step,
				draw: plain.draw / other.draw,
			});
		}
	} finally {
		if (before === undefined) delete process.env[instructionsVariable];
		else process.env[instructionsVariable] = before;
	}
	return [
		median(ratios.map(({ step }) => step)).toFixed(2),
		median(ratios.map(({ draw }) => draw)).toFixed(2),
	];
}

async function chains(extent: number): Promise<string[]> {
	const ratios: string[] = [];
	for (const precision of ["float32", "float64"] as const) {
		const rates = await measureRounds(
			builds.map((name) => ({
				name,
				...leapfrogTask({ degree: 4, directions: 2, extent }, precision, {
					instructions: name,
				}),
			})),
			rounds,
		);
		ratios.push(rates.ratio("relaxed-simd", "simd").toFixed(2));
	}
	return ratios;
}
