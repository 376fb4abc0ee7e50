/**
 * Runs in the worker threads: trajectories of a group of chains with a fused kernel, of scalar fields or of links. The
 * chains come and go through shared memory, so any thread can take any group.
 */
import { type Heap, loadKernel } from "../../../core/kernels/load.js";
import { type FieldStore, placesOf } from "../../chain/engine.js";
import type { Trajectory } from "../engine.js";
import { hasOneKick, onlyKick, type Schedule } from "../integrator.js";
import {
	type LinkSetup,
	linkKernelName,
	prepareLinks,
} from "./gauge/memory.js";
import {
	type BlockMemory,
	type HmcKernel,
	type KernelSetup,
	prepareKernel,
} from "./memory.js";
import { setPlan } from "./plan.js";

export interface KernelJob {
	readonly setup: KernelSetup | LinkSetup;
	/** Number of real chains. The lanes beyond are padding. */
	readonly chains: number;
	/** This job treats the chains `from` <= c < `to`, where `from` is a multiple of the lanes. */
	readonly from: number;
	readonly to: number;
	readonly trajectories: readonly Trajectory[];
	readonly store: FieldStore | undefined;
	/** Arrays on shared memory: the state [chains, ...space.shape], and the contents of a Batch. */
	readonly state: Float32Array | Float64Array;
	readonly action: Float64Array;
	readonly totals: readonly Float64Array[];
	readonly energyChange: Float64Array;
	readonly accepted: Uint8Array;
}

/** A kernel of trajectories in this thread. */
export interface OpenKernel {
	/** What the kernels have in common. */
	readonly kernel: Pick<HmcKernel, "insert" | "extract" | "start">;
	readonly heap: Heap;
	/** One trajectory of the block whose first chain is `chain`. */
	advance(number: number, chain: number, plan: Schedule): void;
	prepare(setup: KernelJob["setup"]): BlockMemory;
}

const open = new Map<string, OpenKernel>();

/** Each kernel is loaded once in a thread, and prepared anew for every job. */
function openKernel({ setup, trajectories }: KernelJob): OpenKernel {
	const staged = !trajectories.every(({ plan }) => hasOneKick(plan));
	const kind =
		"group" in setup
			? setup.group
			: `${setup.masses !== undefined ? "accelerated" : staged ? "staged" : "simd"}/${setup.precision}`;
	let opened = open.get(kind);
	if (opened === undefined) {
		opened =
			"group" in setup
				? openLinks(setup)
				: setup.masses !== undefined || staged
					? openPlanned(setup)
					: openScalar(setup);
		open.set(kind, opened);
	}
	return opened;
}

function openScalar({ precision }: KernelSetup): OpenKernel {
	const { exports, heap } = loadKernel(`samplers/hmc/simd/${precision}`);
	return {
		kernel: exports,
		heap,
		advance: (number, chain, plan) =>
			exports.advance(
				number,
				chain,
				plan.kicks,
				onlyKick(plan),
				plan.drift0,
				plan.drift1,
				plan.drift2,
			),
		prepare: (setup) => prepareKernel(exports, heap, setup as KernelSetup),
	};
}

/** The kernels of scalar fields that take any schedule. */
function openPlanned({ precision, masses }: KernelSetup): OpenKernel {
	const folder = masses === undefined ? "staged" : "accelerated";
	const { exports, heap } = loadKernel(
		`samplers/hmc/simd/${folder}/${precision}`,
	);
	return {
		kernel: exports,
		heap,
		advance(number, chain, plan) {
			setPlan(exports, plan);
			exports.advance(number, chain);
		},
		prepare: (setup) => prepareKernel(exports, heap, setup as KernelSetup),
	};
}

function openLinks({ group }: LinkSetup): OpenKernel {
	const { exports, heap } = loadKernel(linkKernelName(group));
	return {
		kernel: exports,
		heap,
		advance(number, chain, plan) {
			setPlan(exports, plan);
			exports.advance(number, chain);
		},
		prepare: (setup) => prepareLinks(exports, heap, setup as LinkSetup),
	};
}

export function work(job: KernelJob): null {
	return runJob(job, openKernel(job));
}

/** Runs all trajectories of the job, one block of chains after another. */
export function runJob(
	job: KernelJob,
	{ kernel, heap, advance, prepare }: OpenKernel,
): null {
	heap.reset();
	const memory = prepare(job.setup);
	const { lanes, results, flags, field } = memory;
	const size = field.length;
	const transfer = field.view;
	const count = job.trajectories.length;
	const { store } = job;
	for (let block = job.from; block < job.to; block += lanes) {
		const real = Math.min(lanes, job.to - block);
		for (let lane = 0; lane < lanes; lane++) {
			// Padding lanes repeat the last real chain.
			const chain = block + Math.min(lane, real - 1);
			transfer.set(job.state.subarray(chain * size, (chain + 1) * size));
			kernel.insert(lane, field.address);
		}
		kernel.start();
		for (let t = 0; t < count; t++) {
			const { number, plan } = job.trajectories[t];
			advance(number, block, plan);
			for (let lane = 0; lane < real; lane++) {
				const at = (block + lane) * count + t;
				job.action[at] = results[lane];
				// Links have no total beside S.
				if (job.totals.length > 0) job.totals[0][at] = results[lanes + lane];
				job.energyChange[at] = results[2 * lanes + lane];
				job.accepted[at] = flags[lane];
			}
			const placeOf = placesOf(store, t, size);
			if (placeOf === undefined) continue;
			for (let lane = 0; lane < real; lane++) {
				kernel.extract(lane, field.address);
				placeOf(block + lane).set(transfer);
			}
		}
		for (let lane = 0; lane < real; lane++) {
			kernel.extract(lane, field.address);
			job.state.set(transfer, (block + lane) * size);
		}
	}
	return null;
}
