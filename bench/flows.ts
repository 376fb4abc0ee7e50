/**
 * Coupling flows compared with PyTorch and JAX programs of the same architecture, batch and number
 * of threads (bench/peers/), with the floor of their arithmetic, and across sizes of the lattice. A
 * training step is loss, gradient and Adam. `path` is the default estimator of training. It costs
 * one pass more than `total`, which the peers compute.
 */
import type { Lattice } from "../core/lattice.js";
import type { CouplingConfig } from "../samplers/coupling/config.js";
import { couplingFlow } from "../samplers/coupling/coupling.js";
import { passProducts } from "../samplers/coupling/work.js";
import { keptBytes, passesOf } from "./coupling-work.js";
import {
	describeMachine,
	describeWork,
	floorOf,
	type Machine,
	measureMachine,
	type Work,
} from "./floor.js";
import { measure, milliseconds, square, threads } from "./flow-work.js";
import { printGrowth } from "./growth.js";
import type { BenchPart } from "./part.js";
import { runPeer } from "./peers.js";
import { table } from "./rounds.js";

const batch = 256;
const repeats = 5;
const extents = [8, 16];
const hidden = [8, 8];

export const configs: Readonly<Record<string, CouplingConfig>> = {
	realnvp: {
		layers: 16,
		conditioner: "convolutional",
		hidden,
		kernel: 3,
		transform: { kind: "affine" },
		prior: { kind: "normal" },
		rescale: false,
	},
	"neural-spline": {
		layers: 8,
		conditioner: "convolutional",
		hidden,
		kernel: 3,
		transform: { kind: "spline", bins: 8, bound: 5, odd: false },
		prior: { kind: "normal" },
		rescale: false,
	},
};

export const flows: BenchPart = {
	name: "flows",
	label: `coupling flows, one training step and one draw, batch ${batch}, ${threads} threads, float32; milliseconds, the best of ${repeats}`,
	async run(print) {
		const machine = measureMachine();
		print(describeMachine(machine));
		for (const [name, config] of Object.entries(configs)) {
			await comparePeers(name, config, machine, print);
			await printGrowth(
				`${name}, path gradient`,
				(extent) => couplingFlow(square(extent), config),
				{ estimator: "path" },
				print,
			);
		}
	},
};

/** Multiplications and additions of the conditioners, and bytes that a pass must store: a floor. */
function workOf(
	config: CouplingConfig,
	lattice: Lattice,
	task: "step" | "path" | "draw",
): Work {
	const estimator = task === "path" ? "path" : "total";
	const passes = task === "draw" ? 1 : passesOf(estimator);
	const ends = 2 * 4 * lattice.sites;
	const kept = task === "draw" ? 0 : keptBytes(lattice, config);
	return {
		operations: 2 * batch * passes * passProducts(lattice, config),
		bytes: batch * (ends + kept),
	};
}

async function comparePeers(
	name: string,
	config: CouplingConfig,
	machine: Machine,
	print: (line: string) => void,
): Promise<void> {
	const ours = [
		["", "L", "step", "path", "draw", "of the floor: step", "path", "draw"],
	];
	const theirs = [
		["", "L", "step", "draw", "slower than ours: step", "path", "draw"],
	];
	const own = new Map<number, Record<"step" | "path" | "draw", number>>();
	for (const extent of extents) {
		const flow = couplingFlow(square(extent), config);
		const { step, draw } = await measure(flow, batch, repeats);
		const path = await measure(flow, batch, repeats, { estimator: "path" });
		const seconds = { step, path: path.step, draw };
		own.set(extent, seconds);
		const share = (task: "step" | "path" | "draw") => {
			const work = workOf(config, flow.lattice, task);
			return `${((100 * floorOf(work, machine, threads)) / seconds[task]).toFixed(0)} %`;
		};
		ours.push([
			name,
			String(extent),
			milliseconds(step),
			milliseconds(path.step),
			milliseconds(draw),
			share("step"),
			share("path"),
			share("draw"),
		]);
		print(
			`${name} L = ${extent}: a step is ${describeWork(workOf(config, flow.lattice, "step"))}, a draw ${describeWork(workOf(config, flow.lattice, "draw"))}`,
		);
	}
	for (const line of table(ours)) print(line);
	const options = {
		kind: config.transform.kind,
		layers: config.layers,
		hidden,
		batch,
		extents,
		repeats,
		threads,
	};
	for (const script of ["coupling_torch.py", "coupling_jax.py"]) {
		const result = await runPeer(script, options);
		if ("missing" in result) {
			print(`${name} ${script}: not measured, ${result.missing}`);
			continue;
		}
		for (const line of result.notes) print(`${name} ${script}: ${line}`);
		for (const { peer, extent, trainSeconds, drawSeconds } of result.timings) {
			const mine = own.get(extent);
			if (mine === undefined) continue;
			theirs.push([
				peer,
				String(extent),
				milliseconds(trainSeconds),
				milliseconds(drawSeconds),
				(trainSeconds / mine.step).toFixed(1),
				(trainSeconds / mine.path).toFixed(1),
				(drawSeconds / mine.draw).toFixed(1),
			]);
		}
	}
	for (const line of table(theirs)) print(line);
}
