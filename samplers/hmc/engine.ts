/**
 * Contract between Hamiltonian Monte Carlo and the code that runs its trajectories: the fused
 * kernel on the CPU (samplers/hmc/simd/engine.ts), the kernels on a GPU
 * (samplers/hmc/gpu/engine.ts), or automatic differentiation on any backend
 * (samplers/hmc/reference/autodiff.ts).
 *
 *   engine.load(startFields(action, "hot", engine.chains, random));
 *   const plan = schedule("omelyan", 10, 0.1);
 *   const batch = await engine.run([{ number: 0, plan }, { number: 1, plan }]);
 *   console.log(meanAcceptance(batch), await engine.fields());
 *   engine.dispose();
 */
import type { ChainBatch, ChainEngine, FieldStore } from "../chain/engine.js";
import type { Schedule } from "./integrator.js";

/** One trajectory, the same for every chain. Its number is the counter of its random numbers. */
export interface Trajectory {
	readonly number: number;
	readonly plan: Schedule;
}

/** The results of `n` trajectories of all chains. Chain c owns the c-th run of n entries. */
export interface Batch extends ChainBatch {
	/** Delta H of each proposal. +Infinity if the trajectory diverged. */
	readonly energyChange: Float64Array;
	readonly accepted: Uint8Array;
}

export interface HmcEngine extends ChainEngine {
	/** Site updates that take some tenths of a second. One `run` should ask for about this much. */
	readonly updatesPerRound: number;
	/** The rest of a trajectory (momenta, energies, accept step) takes as long as this many gradients. */
	readonly overhead: number;
	/** Runs trajectories one after another. Without a store, no fields are kept. */
	run(trajectories: readonly Trajectory[], store?: FieldStore): Promise<Batch>;
}

/** Mean over chains and trajectories of min(1, exp(-Delta H)). */
export function meanAcceptance(batch: Batch): number {
	let sum = 0;
	for (const change of batch.energyChange)
		sum += Math.min(1, Math.exp(-change));
	return sum / batch.energyChange.length;
}
