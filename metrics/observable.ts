/**
 * Contract of an observable: one number per configuration, and all that the rest of the program
 * needs to know about it.
 *
 * To add one: a file below observables/ and one line in registry.ts. It is then measured in every
 * run of an action that it applies to, with autocorrelation, errors and agreement.
 *
 *   export const phi6 = scalarObservable({
 *     name: "phi6",
 *     symbol: "⟨φ⁶⟩",
 *     label: "(1/V) Σ_x φ_x⁶",
 *     joint: "fast",
 *     symmetries: ["translation", "hypercubic", "signFlip"],
 *     measure(fields, { size }) {
 *       const values = new Float64Array(fields.length / size);
 *       for (let i = 0; i < fields.length; i++)
 *         values[Math.floor(i / size)] += fields[i] ** 6 / size;
 *       return values;
 *     },
 *   });
 */
import type { Action, Symmetry } from "../actions/action.js";
import type { FieldSpace } from "../core/field-space.js";
import type { JointSpeed } from "../core/quantity-facts.js";
import type { Quantity } from "./quantity.js";

/** What tells the sector of a configuration. A chain that does not move between sectors is frozen. */
export type Sector =
	/** The sign of the value, where S(-phi) = S(phi). It spoils every observable that is not even. */
	| { readonly by: "sign" }
	/** The value, a whole number. */
	| {
			readonly by: "value";
			/** Names of the quantities whose means a frozen chain spoils, besides its own. */
			readonly spoils: readonly string[];
			/** The chance that two independent configurations differ in it, where it is known exactly. */
			chanceOfChange?(action: Action): number | undefined;
	  };

export interface Observable extends Quantity {
	/**
	 * The value of each configuration: [count, ...space.shape] -> [count], float64 and finite. It must
	 * not depend on the other configurations of the batch.
	 * @param actionValues S of each configuration
	 */
	measure(
		fields: Float32Array | Float64Array,
		space: FieldSpace,
		actionValues: Float64Array,
	): Float64Array;
	/** Its exact mean, where it is known: a check in front of every ranking. */
	exactMean?(action: Action): number | undefined;
	/**
	 * Takes part in the joint test of the means of two samplers. The fast ones come first, since a
	 * short run carries only a few.
	 */
	readonly joint?: JointSpeed;
	/** Observables of which this one is a linear function. Where all are measured, it stays out of the joint test. */
	readonly duplicates?: readonly string[];
	/** Its distribution is compared between samplers, and not only its mean. Each costs 1e5 permutations per pair. */
	readonly law?: true;
	/** Configurations fall into sectors, and this observable tells them apart. */
	readonly sector?: Sector;
	/** Its histogram is kept in the record and drawn. */
	readonly histogram?: true;
	/** Its history is kept in the record and drawn. */
	readonly trace?: true;
	/** The chains of a cell are held against each other in its mean, beside that of the slowest observable. */
	readonly replicas?: true;
	/** Transformations of the field that leave it as it is; the contract test holds it to them. */
	readonly symmetries?: readonly Extract<
		Symmetry,
		"translation" | "hypercubic" | "signFlip" | "gauge" | "chargeConjugation"
	>[];
}
