/**
 * Contract of a derived quantity: a function of the means of measured columns. Its error comes from
 * projecting the columns on the gradient of the function, so that every correlation is included.
 *
 * To add one: a file here and one line in registry.ts.
 *
 *   export const kurtosis: Derived = vectorDerived({
 *     name: "kurtosis",
 *     symbol: "⟨φ⁴⟩/⟨φ²⟩²",
 *     label: "⟨φ⁴⟩ / ⟨φ²⟩²",
 *     of: () => ({ needs: ["phi4", "phi2"], value: ([phi4, phi2]) => phi4 / phi2 ** 2 }),
 *   });
 */
import type { Action } from "../../actions/action.js";
import type { Quantity } from "../quantity.js";

export interface Derived extends Quantity {
	/** The function for one action that it applies to. */
	of(action: Action): Formula;
}

export interface Formula {
	/** Columns whose means enter, in the order in which `value` takes them. */
	readonly needs: readonly string[];
	/** The quantity; NaN where it is not defined for these means. */
	value(means: readonly number[]): number;
}

/** A derived quantity of one action. */
export interface DerivedOf extends Formula {
	readonly name: string;
}
