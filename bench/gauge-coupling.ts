/**
 * The coupling flow of U(1) links: effective sample sizes after a fixed number of training steps, and the
 * time of a step beside the multiply-adds that it needs and beside the same flow in PyTorch.
 */
import { u1 } from "../actions/gauge/u1.js";
import { createLattice } from "../core/lattice.js";
import { gaugeCouplingFlow } from "../samplers/gauge-coupling/coupling.js";
import { gaugeCoupling } from "../samplers/gauge-coupling/gauge-coupling.js";
import { netProducts } from "../samplers/gauge-coupling/stripes.js";
import { compareWithPeers } from "./beside-peers.js";
import { peerTasks, threads } from "./flow-work.js";
import { gaugePoint, pointHead, pointRow } from "./gauge-point.js";
import type { BenchPart } from "./part.js";
import { samplerOf } from "./training.js";

const draws = 4000;

/** With options other than the defaults where some are given. */
function trained(
	name: string,
	extent: number,
	betas: readonly number[],
	trainingSteps: number,
	options: object = {},
): BenchPart {
	return {
		name,
		label: `coupling flow of U(1) links on ${extent} x ${extent}, ${trainingSteps} training steps, one thread: effective sample sizes of fresh draws, processor seconds`,
		async run(print, { rehearsal, save }) {
			for (const line of pointHead) print(line);
			const rows: unknown[] = [];
			for (const beta of betas)
				for (const seed of [1, 2, 3]) {
					const steps = rehearsal ? 2 : trainingSteps;
					const sampler = samplerOf(gaugeCoupling, options);
					const point = await gaugePoint(
						u1,
						sampler,
						extent,
						beta,
						seed,
						steps,
						draws,
					);
					print(pointRow(point));
					rows.push(point);
					save(rows);
				}
		},
	};
}

export const gaugeCoupling8 = trained("gauge-coupling-8", 8, [1, 2, 3], 1000);
export const gaugeCoupling16 = trained("gauge-coupling-16", 16, [1, 2], 1000);
export const gaugeCouplingLong = trained("gauge-coupling-long", 8, [2], 3000, {
	layers: 32,
	batch: 128,
	learningRate: 0.003,
});

const batch = 64;
const extents = [8, 16];
const repeats = 3;

/** The flow of the tutorial arXiv:2101.08176. */
const tutorial = {
	layers: 16,
	hidden: [8, 8],
	kernel: 3,
	transform: { kind: "ncp", components: 2 },
	beta: 2,
} as const;

export const gaugeCouplingSpeed: BenchPart = {
	name: "gauge-coupling-speed",
	label: `coupling flow of U(1) links as in the tutorial, batch ${batch}, ${threads} threads: milliseconds of a step and of a draw of the batch`,
	compares: true,
	async run(print, setting) {
		const lattice = (extent: number) => createLattice([extent, extent]);
		await compareWithPeers(
			{
				name: "gauge-coupling",
				scripts: ["gauge_torch.py"],
				options: { ...tutorial, batch, repeats, threads },
				cases: extents.map((extent) => () => {
					const flow = gaugeCouplingFlow(lattice(extent), tutorial);
					const action = u1.create(flow.lattice, { beta: tutorial.beta });
					// The products of the nets, forward and twice back.
					const products = 3 * batch * netProducts(flow.lattice, tutorial);
					const work = { step: { operations: 2 * products, bytes: 0 } };
					return { extent, work, ...peerTasks(flow, action, batch) };
				}),
				repeats,
				rounds: 5,
			},
			print,
			setting,
		);
	},
};
