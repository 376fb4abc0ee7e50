/**
 * The output of a sampler and the input of the metrics: configurations, with everything that is
 * needed to average over them correctly.
 *
 *   // 4 chains of 250 entries each
 *   const ensemble: Ensemble = {
 *     space,
 *     count: 1000,
 *     fields: new Float64Array(1000 * space.size),
 *     action: new Float64Array(1000),
 *     structure: { kind: "chains", chains: 4, accepted: null },
 *   };
 */
import type { FieldSpace } from "./field-space.js";

/** `count` configurations, one after another; configuration i starts at `i * space.size`. */
export interface Ensemble {
	readonly space: FieldSpace;
	readonly count: number;
	/** Field values on the host, [count, ...space.shape]. */
	readonly fields: Float32Array | Float64Array;
	/** S of each configuration, float64, already paid for by the sampler. */
	readonly action: Float64Array;
	readonly structure: Chains | Weighted;
}

/** Equal weights, correlated in order: chain c owns the c-th run of `count / chains` entries. */
export interface Chains {
	readonly kind: "chains";
	readonly chains: number;
	/** 1 where the move into this entry was accepted; null if every move is. */
	readonly accepted: Uint8Array | null;
	/** Delta H of the proposal behind each entry, accepted or not, where the sampler has one. */
	readonly energyChange?: Float64Array;
}

/** Independent draws from a model density q. */
export interface Weighted {
	readonly kind: "weighted";
	/** -S - log q of each configuration, float64. */
	readonly logWeights: Float64Array;
	/** False where q is known up to a factor only: then nothing is said of log Z. Normalised if absent. */
	readonly normalised?: boolean;
}
