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
import { compareWithPeers } from "./beside-peers.js";
import { keptBytes, passesOf } from "./coupling-work.js";
import {
	describeMachine,
	describeWork,
	floorOf,
	type Machine,
	measureMachine,
	type Work,
} from "./floor.js";
import { actionOn, peerTasks, square, threads } from "./flow-work.js";
import { printGrowth } from "./growth.js";
import type { BenchPart, BenchSetting } from "./part.js";
import { table } from "./rounds.js";

const batch = 256;
const repeats = 3;
const rounds = 5;
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
	label: `coupling flows, one training step and one draw, batch ${batch}, ${threads} threads, float32; milliseconds, medians of ${rounds} rounds`,
	compares: true,
	async run(print, setting) {
		const machine = measureMachine();
		print(describeMachine(machine));
		for (const [name, config] of Object.entries(configs)) {
			await comparePeers(name, config, machine, print, setting);
			if (setting.rehearsal) continue;
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
	setting: BenchSetting,
): Promise<void> {
	const own = await compareWithPeers(
		{
			name,
			scripts: ["coupling_torch.py", "coupling_jax.py"],
			options: {
				kind: config.transform.kind,
				layers: config.layers,
				hidden,
				batch,
				repeats,
				threads,
			},
			cases: extents.map((extent) => () => {
				const flow = couplingFlow(square(extent), config);
				return { extent, ...peerTasks(flow, actionOn(flow.lattice), batch) };
			}),
			repeats,
			rounds,
		},
		print,
		setting,
	);
	const rows = [["", "L", "of the floor: step", "path", "draw"]];
	for (const [extent, seconds] of own) {
		const lattice = square(extent);
		const share = (task: "step" | "path" | "draw") => {
			const work = workOf(config, lattice, task);
			return `${((100 * floorOf(work, machine, threads)) / seconds[task]).toFixed(0)} %`;
		};
		rows.push([
			name,
			String(extent),
			share("step"),
			share("path"),
			share("draw"),
		]);
		print(
			`${name} L = ${extent}: a step is ${describeWork(workOf(config, lattice, "step"))}, a draw ${describeWork(workOf(config, lattice, "draw"))}`,
		);
	}
	for (const line of table(rows)) print(line);
}
