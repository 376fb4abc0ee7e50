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
import type { Work } from "./floor.js";
import { actionOn, peerTasks, square, threads } from "./flow-work.js";
import { printGrowth } from "./growth.js";
import type { BenchPart, BenchSetting } from "./part.js";

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
		for (const [name, config] of Object.entries(configs)) {
			await comparePeers(name, config, print, setting);
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
	print: (line: string) => void,
	setting: BenchSetting,
): Promise<void> {
	await compareWithPeers(
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
				const work = {
					step: workOf(config, flow.lattice, "step"),
					path: workOf(config, flow.lattice, "path"),
					draw: workOf(config, flow.lattice, "draw"),
				};
				const tasks = peerTasks(flow, actionOn(flow.lattice), batch);
				return { extent, work, ...tasks };
			}),
			repeats,
			rounds,
		},
		print,
		setting,
	);
}
