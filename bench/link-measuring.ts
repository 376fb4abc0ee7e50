/**
 * Measuring links beside drawing them: processor time of all observables and identities of a configuration,
 * and that of a draw by heat bath and by Hamiltonian Monte Carlo. With LATTICEBENCH_BEFORE, the folder of
 * another checkout that is built, its measuring takes turns with this one.
 */
import { loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { element } from "../core/elements.js";
import type { Ensemble } from "../core/ensemble.js";
import { createLattice } from "../core/lattice.js";
import { processorSeconds } from "../harness/cell/processor-time.js";
import { heatbath } from "../samplers/heatbath/heatbath.js";
import { hmc } from "../samplers/hmc/hmc.js";
import type { Prepared } from "../samplers/sampler.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";
import { fixedContext, noLimit, samplerOf } from "./training.js";

interface Case {
	readonly theory: "u1" | "su2" | "su3";
	readonly beta: number;
	readonly shape: readonly number[];
	/** Configurations of a round. */
	readonly count: number;
}

const cases: readonly Case[] = [
	{ theory: "u1", beta: 5, shape: [16, 16], count: 1024 },
	{ theory: "su2", beta: 2.7, shape: [16, 16], count: 512 },
	{ theory: "su3", beta: 6, shape: [16, 16], count: 128 },
	{ theory: "su3", beta: 5.7, shape: [4, 4, 4, 4], count: 64 },
	{ theory: "su3", beta: 5.7, shape: [8, 8, 8, 8], count: 4 },
];
const chains = 4;

/** What a built checkout has: its actions, and what measures. */
async function checkout(folder: string) {
	const load = (file: string): Promise<unknown> =>
		import(pathToFileURL(join(folder, "dist", file)).href);
	const actions = await load("actions/registry.js");
	const metrics = await load("metrics/cell/measurements.js");
	const { Measurements } =
		metrics as typeof import("../metrics/cell/measurements.js");
	return {
		action: ({ theory, beta, shape }: Case) =>
			(actions as typeof import("../actions/registry.js"))[theory].create(
				createLattice(shape),
				{ beta },
			),
		Measurements,
	};
}

export const linkMeasuring: BenchPart = {
	name: "link-measuring",
	label:
		"microseconds of processor time for a configuration of links: drawing it, and measuring it",
	async run(print, { rehearsal, save }) {
		const { LATTICEBENCH_BEFORE: before } = process.env;
		const own = await checkout(
			fileURLToPath(new URL("../..", import.meta.url)),
		);
		const places = { measuring: own };
		if (before !== undefined)
			Object.assign(places, { before: await checkout(before) });
		print(`load of the machine ${element(loadavg(), 0).toFixed(1)}`);
		const found: object[] = [];
		const lines: string[][] = [];
		for (const one of rehearsal ? cases.slice(0, 1) : cases) {
			const action = own.action(one);
			const prepare = (sampler: ReturnType<typeof samplerOf>) =>
				sampler.prepare(action, noLimit, fixedContext(1));
			const draws: Readonly<Record<string, Prepared>> = {
				"heat bath": await prepare(
					samplerOf(heatbath, { chains, thermalise: 20 }),
				),
				hmc: await prepare(
					samplerOf(hmc, { chains, thermalise: 20, trajectory: 1 }),
				),
			};
			const microseconds = await costs(
				draws,
				// What is known exactly is computed when measuring begins, once in a cell.
				Object.entries(places).map(([name, { action, Measurements }]) => {
					const measurements = new Measurements(action(one));
					return [name, (drawn) => measurements.add(drawn)];
				}),
				rehearsal ? chains : one.count,
				rehearsal ? 1 : 5,
			);
			for (const prepared of Object.values(draws)) prepared.dispose();
			found.push({ ...one, microseconds });
			save(found);
			if (lines.length === 0)
				lines.push(["theory", "lattice", ...Object.keys(microseconds)]);
			lines.push([
				one.theory,
				one.shape.join("x"),
				...Object.values(microseconds).map((value) => value.toPrecision(3)),
			]);
		}
		for (const line of table(lines)) print(line);
	},
};

/**
 * Microseconds for a configuration of each way to draw and to measure. All take turns in every round, and the
 * round counts that other processes disturbed least.
 */
async function costs(
	draws: Readonly<Record<string, Prepared>>,
	measures: readonly (readonly [string, (drawn: Ensemble) => void])[],
	count: number,
	rounds: number,
): Promise<Record<string, number>> {
	const spent: Record<string, number[]> = {};
	const note = (name: string, from: number) => {
		spent[name] ??= [];
		spent[name].push((1e6 * (processorSeconds() - from)) / count);
	};
	for (let round = 0; round < rounds; round++) {
		let drawn: Ensemble | undefined;
		for (const [name, prepared] of Object.entries(draws)) {
			const from = processorSeconds();
			drawn = await prepared.draw(count);
			note(name, from);
		}
		for (const [name, measure] of measures) {
			const from = processorSeconds();
			if (drawn !== undefined) measure(drawn);
			note(name, from);
		}
	}
	return Object.fromEntries(
		Object.entries(spent).map(([name, all]) => [name, Math.min(...all)]),
	);
}
