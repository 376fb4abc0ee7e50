/** Runs in the worker threads: microcanonical trajectories of a group of chains, in the fused kernel. */
import { loadKernel } from "../../../core/kernels/load.js";
import type { Precision } from "../../chain/engine.js";
import { type KernelSetup, prepareKernel } from "../../hmc/simd/memory.js";
import { setPlan } from "../../hmc/simd/plan.js";
import {
	type KernelJob,
	type OpenKernel,
	runJob,
} from "../../hmc/simd/worker.js";

export interface IsokineticSetup extends KernelSetup {
	/** Whether trajectories end with an accept step. */
	readonly adjusted: boolean;
}

const open = new Map<Precision, OpenKernel>();

/** Each kernel is loaded once in a thread. */
function openKernel(precision: Precision): OpenKernel {
	const { exports, heap } = loadKernel(`samplers/mclmc/simd/${precision}`);
	return {
		kernel: exports,
		heap,
		advance(number, chain, plan) {
			setPlan(exports, plan);
			exports.advance(number, chain);
		},
		prepare(setup) {
			const { adjusted, ...lattice } = setup as IsokineticSetup;
			exports.acceptAll(!adjusted);
			return prepareKernel(exports, heap, lattice);
		},
	};
}

export function work(job: KernelJob): null {
	const { precision } = job.setup as IsokineticSetup;
	const kernel = open.get(precision) ?? openKernel(precision);
	open.set(precision, kernel);
	return runJob(job, kernel);
}
