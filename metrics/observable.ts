/**
 * Contract of an observable: one number per configuration.
 *
 * To add one: a file or an entry beside the others, and one line in registry.ts. It is then
 * measured in every run, with autocorrelation, errors and agreement.
 */
import type { Action } from "../actions/action.js";
import type { Lattice } from "../core/lattice.js";

export interface Observable {
	readonly name: string;
	/** Formula, for listings and reports. */
	readonly label: string;
	/** Whether this observable makes sense for the action; absent means always. */
	applies?(action: Action): boolean;
	/** [count, ...shape] -> [count], float64. `action` holds S of each configuration. */
	measure(
		fields: Float32Array | Float64Array,
		lattice: Lattice,
		actionValues: Float64Array,
	): Float64Array;
}
