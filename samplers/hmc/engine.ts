/**
 * Contract between Hamiltonian Monte Carlo and what carries out its trajectories: the fused kernel
 * on the CPU (samplers/hmc/simd/engine.ts) or on a GPU (samplers/hmc/gpu/engine.ts), or automatic differentiation (samplers/hmc/reference/autodiff.ts).
 */
import type { Schedule } from "./integrator.js";

/** One trajectory, the same for every chain. Its number is the counter of its random numbers. */
export interface Trajectory {
	readonly number: number;
	readonly plan: Schedule;
}

/** What `n` trajectories of all chains gave; chain c owns the c-th run of n entries. */
export interface Batch {
	/** S after each accept step. */
	readonly action: Float64Array;
	/** After each accept step, one array for each total of samplers/hmc/totals.ts: for one real number per site M alone. */
	readonly totals: readonly Float64Array[];
	/** Delta H of each proposal; +Infinity where the trajectory diverged. */
	readonly energyChange: Float64Array;
	readonly accepted: Uint8Array;
}

/** Where the fields after every `every`-th trajectory go. */
export interface FieldStore {
	readonly every: number;
	/** [chains, perChain, ...space.shape], made by `allocate` of the same engine. */
	readonly fields: Float32Array | Float64Array;
	readonly perChain: number;
	/** Entry of each chain at which this run begins. */
	readonly offset: number;
}

export interface HmcEngine {
	readonly chains: number;
	/** For the record. */
	readonly name: string;
	/** Site updates that take some tenths of a second: how much to ask for in one `run`. */
	readonly updatesPerRound: number;
	/** Gradients that the rest of a trajectory takes as long as: momenta, energies, accept step. */
	readonly overhead: number;
	/** Sets all chains, [chains, ...space.shape]. */
	load(fields: Float32Array | Float64Array): void;
	/** The chains as they are, [chains, ...space.shape], a copy. */
	fields(): Promise<Float32Array | Float64Array>;
	/** An array of the engine's precision that `run` can write to. */
	allocate(length: number): Float32Array | Float64Array;
	/** Runs trajectories one after another; without a store no fields are kept. */
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
