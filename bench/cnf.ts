/**
 * One training step and one draw of the equivariant flow. They are compared with a JAX program of
 * the same architecture (bench/peers/cnf_jax.py), with bijx (bench/peers/cnf_bijx.py), with the floor of their arithmetic, and across
 * sizes of the lattice. The gradient is the total one, like the peers'.
 */

import type { Lattice } from "../core/lattice.js";
import { equivariantCnf } from "../samplers/continuous/equivariant-cnf.js";
import { equivariantCnfFlow } from "../samplers/continuous/flow.js";
import { cnfOperations } from "../samplers/continuous/work.js";
import { compareWithPeers } from "./beside-peers.js";
import type { Work } from "./floor.js";
import { actionOn, peerTasks, square, threads } from "./flow-work.js";
import { printGrowth } from "./growth.js";
import type { BenchPart } from "./part.js";

const batch = 256;
const steps = 50;
const channels = 20;
const extents = [6, 8, 12, 16];
const repeats = 2;
/** Ways to do the peer's convolution. It keeps the fastest. */
const convolutions = ["fft", "matmul"];
const growthSteps = 8;

export const cnf: BenchPart = {
	name: "cnf",
	label: `equivariant flow: one training step (loss, gradient, Adam) and one draw of ${batch} samples, ${steps} RK4 steps, 50 features, bonds ${channels} and 20, 10 time modes, ${threads} threads, float32; milliseconds`,
	compares: true,
	async run(print, setting) {
		await compareWithPeers(
			{
				name: "equivariant-cnf",
				scripts: ["cnf_jax.py", "cnf_bijx.py"],
				options: { batch, steps, repeats, threads, convolutions },
				cases: extents.map((extent) => () => {
					const flow = flowOn(extent);
					const action = actionOn(flow.lattice);
					const call = { settings: { steps } };
					const work = workOf(flow.lattice);
					return { extent, work, ...peerTasks(flow, action, batch, call) };
				}),
				repeats,
				rounds: 5,
			},
			print,
			setting,
		);
		if (setting.rehearsal) return;
		await printGrowth(
			`equivariant flow, ${growthSteps} RK4 steps`,
			flowOn,
			{ settings: { steps: growthSteps } },
			print,
		);
	},
};

/** Of a batch: a draw, and a training step with the total gradient. */
function workOf(lattice: Lattice): {
	readonly draw: Work;
	readonly step: Work;
} {
	const { forward, back } = cnfOperations(lattice, steps, channels);
	const vector = 4 * batch * lattice.sites;
	return {
		// Latent normals go in, fields come out.
		draw: { operations: batch * forward, bytes: 2 * vector },
		// Every stage is stored for the way back: written once and read once.
		step: {
			operations: batch * (forward + back),
			bytes: 2 * vector * (4 * steps + 1),
		},
	};
}

export function flowOn(extent: number) {
	return equivariantCnfFlow(
		actionOn(square(extent)),
		equivariantCnf.options.parse({ timeModes: 10, mostSteps: 200 }),
	);
}
