/**
 * What every engine of Markov chains does: it holds the present configurations of `chains` chains
 * that run side by side, and the results of a number of updates come back in one batch. A method
 * adds its own `run` (samplers/hmc/engine.ts is one).
 *
 *   engine.load(startFields(action, "cold", engine.chains, random));
 *   const fields = engine.allocate(engine.chains * 10 * action.space.size);
 *   const store = { every: 5, fields, perChain: 10, offset: 0 };
 *   await engine.run(fiftyTrajectories, store);
 *   engine.dispose();
 */

/** Precision of the fields in a fused kernel. S and other sums are float64 in both. */
export type Precision = "float32" | "float64";

/** Chains in a SIMD register. */
export function lanesOf(precision: Precision): number {
	return precision === "float32" ? 4 : 2;
}

/** The results of `n` updates of all chains. Chain c owns the c-th run of n entries. */
export interface ChainBatch {
	/** S after each update. */
	readonly action: Float64Array;
	/**
	 * One array for each total of samplers/chain/totals.ts, after each update. With one real number
	 * per site this is only M.
	 */
	readonly totals: readonly Float64Array[];
	/** Whether the proposal of each update was accepted. Absent where an update is not one proposal. */
	readonly accepted?: Uint8Array;
	/** Delta H of each proposal, +Infinity if the trajectory diverged. Absent without an energy. */
	readonly energyChange?: Float64Array;
}

/** The place for the fields after every `every`-th update. */
export interface FieldStore {
	readonly every: number;
	/** [chains, perChain, ...space.shape], made by `allocate` of the same engine. */
	readonly fields: Float32Array | Float64Array;
	readonly perChain: number;
	/** The entry of each chain with which this run begins. */
	readonly offset: number;
}

export interface ChainEngine {
	readonly chains: number;
	/** Name for the record. */
	readonly name: string;
	/** Sets all chains, [chains, ...space.shape]. */
	load(fields: Float32Array | Float64Array): void;
	/** A copy of the present chains, [chains, ...space.shape]. */
	fields(): Promise<Float32Array | Float64Array>;
	/** An array in the engine's precision, to which a run can write. */
	allocate(length: number): Float32Array | Float64Array;
	dispose(): void;
}

/**
 * Where the fields after update `t` of a run belong: the place in `store.fields` of each chain.
 * Undefined if they are not stored.
 * @param size number of reals in a configuration
 */
export function placesOf(
	store: FieldStore | undefined,
	t: number,
	size: number,
): ((chain: number) => Float32Array | Float64Array) | undefined {
	if (store === undefined || (t + 1) % store.every !== 0) return undefined;
	const { fields, perChain, offset, every } = store;
	const entry = offset + (t + 1) / every - 1;
	return (chain) => {
		const start = (chain * perChain + entry) * size;
		return fields.subarray(start, start + size);
	};
}
