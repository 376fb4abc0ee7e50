/**
 * One training step and one draw of the equivariant flow. They are compared with a JAX program of
 * the same architecture (bench/peers/cnf_jax.py), with the floor of their arithmetic, and across
 * sizes of the lattice. The gradient is the total one, like the peer's.
 */

import type { Lattice } from "../core/lattice.js";
import { equivariantCnf } from "../samplers/continuous/equivariant-cnf.js";
import { equivariantCnfFlow } from "../samplers/continuous/flow.js";
import { cnfOperations } from "../samplers/continuous/work.js";
import {
	describeMachine,
	describeWork,
	floorOf,
	measureMachine,
	type Work,
} from "./floor.js";
import {
	actionOn,
	measure,
	milliseconds,
	square,
	threads,
} from "./flow-work.js";
import { printGrowth } from "./growth.js";
import type { BenchPart } from "./part.js";
import { type PeerTiming, runPeer } from "./peers.js";
import { table } from "./rounds.js";

const batch = 256;
const steps = 50;
const channels = 20;
const extents = [6, 8, 12, 16];
const repeats = 3;
/** Ways to do the peer's convolution. It keeps the fastest. */
const convolutions = ["fft", "matmul"];
const growthSteps = 8;

export const cnf: BenchPart = {
	name: "cnf",
	label: `equivariant flow: one training step (loss, gradient, Adam) and one draw of ${batch} samples, ${steps} RK4 steps, 50 features, bonds ${channels} and 20, 10 time modes, ${threads} threads, float32; milliseconds`,
	async run(print) {
		const machine = measureMachine();
		print(describeMachine(machine));
		const rows = [
			[
				"L",
				"step",
				"draw",
				"floor: step",
				"draw",
				"of the floor: step",
				"draw",
				"JAX step",
				"draw",
				"JAX / ours: step",
				"draw",
			],
		];
		const works: string[] = [];
		const told = new Set<string>();
		for (const extent of extents) {
			const flow = flowOn(extent);
			const settings = { steps };
			const ours = await measure(flow, batch, repeats, { settings });
			const work = workOf(flow.lattice);
			const floor = {
				step: floorOf(work.step, machine, threads),
				draw: floorOf(work.draw, machine, threads),
			};
			works.push(
				`L = ${extent}: a step is ${describeWork(work.step)}, a draw ${describeWork(work.draw)}`,
			);
			const peer = await peerOf(extent, (line) => told.add(line));
			const ratio = (theirs: number | undefined, own: number) =>
				theirs === undefined ? "-" : (theirs / own).toFixed(1);
			rows.push([
				String(extent),
				milliseconds(ours.step),
				milliseconds(ours.draw),
				milliseconds(floor.step),
				milliseconds(floor.draw),
				share(floor.step, ours.step),
				share(floor.draw, ours.draw),
				peer === null ? "-" : milliseconds(peer.trainSeconds),
				peer === null ? "-" : milliseconds(peer.drawSeconds),
				ratio(peer?.trainSeconds, ours.step),
				ratio(peer?.drawSeconds, ours.draw),
			]);
		}
		for (const line of table(rows)) print(line);
		for (const line of [...works, ...told]) print(line);
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

async function peerOf(
	extent: number,
	tell: (line: string) => void,
): Promise<PeerTiming | null> {
	const result = await runPeer("cnf_jax.py", {
		extents: [extent],
		batch,
		steps,
		repeats: 2,
		threads,
		convolutions,
	});
	if ("missing" in result) {
		tell(`JAX: not measured, ${result.missing}`);
		return null;
	}
	for (const line of result.notes) tell(line);
	const [timing] = result.timings;
	tell(`L = ${extent}: ${timing.peer}, float32`);
	return timing;
}

function share(floor: number, seconds: number): string {
	return `${((100 * floor) / seconds).toFixed(0)} %`;
}
