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
import type { Schedule } from "./integrator.js";

/** One trajectory, the same for every chain. Its number is the counter of its random numbers. */
export interface Trajectory {
	readonly number: number;
	readonly plan: Schedule;
}

/** The results of `n` trajectories of all chains. Chain c owns the c-th run of n entries. */
export interface Batch {
	/** S after each accept step. */
	readonly action: Float64Array;
	/**
	 * One array for each total of samplers/hmc/totals.ts, after each accept step. With one real
	 * number per site this is only M.
	 */
	readonly totals: readonly Float64Array[];
	/** Delta H of each proposal. +Infinity if the trajectory diverged. */
	readonly energyChange: Float64Array;
	readonly accepted: Uint8Array;
}

/** The place for the fields after every `every`-th trajectory. */
export interface FieldStore {
	readonly every: number;
	/** [chains, perChain, ...space.shape], made by `allocate` of the same engine. */
	readonly fields: Float32Array | Float64Array;
	readonly perChain: number;
	/** The entry of each chain with which this run begins. */
	readonly offset: number;
}

export interface HmcEngine {
	readonly chains: number;
	/** Name for the record. */
	readonly name: string;
	/** Site updates that take some tenths of a second. One `run` should ask for about this much. */
	readonly updatesPerRound: number;
	/** The rest of a trajectory (momenta, energies, accept step) takes as long as this many gradients. */
	readonly overhead: number;
	/** Sets all chains, [chains, ...space.shape]. */
	load(fields: Float32Array | Float64Array): void;
	/** A copy of the present chains, [chains, ...space.shape]. */
	fields(): Promise<Float32Array | Float64Array>;
	/** An array in the engine's precision, to which `run` can write. */
	allocate(length: number): Float32Array | Float64Array;
	/** Runs trajectories one after another. Without a store, no fields are kept. */
	run(trajectories: readonly Trajectory[], store?: FieldStore): Promise<Batch>;
	dispose(): void;
}

/** Mean over chains and trajectories of min(1, exp(-Delta H)). */
export function meanAcceptance(batch: Batch): number {
	let sum = 0;
	for (const change of batch.energyChange)
		sum += Math.min(1, Math.exp(-change));
	return sum / batch.energyChange.length;
}
