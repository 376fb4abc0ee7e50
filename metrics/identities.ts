/**
 * Contract of identities: functions of a configuration whose mean is exactly zero under exp(-S)/Z. Each is
 * tested by itself, and some together. `identitiesOf` of metrics/registry.ts chooses them for an action.
 *
 *   const identities: Identities = {
 *     names: ["zero"],
 *     facts: { zero: { symbol: "⟨φ₀⟩", label: "⟨φ₀⟩ = 0" } },
 *     joint: {},
 *     measure: (fields) => [
 *       Float64Array.from({ length: fields.length / size }, (_, i) => fields[i * size]),
 *     ],
 *   };
 */
import type { QuantityFacts } from "../core/quantity-facts.js";
import type { Columns } from "./columns.js";

/** Residuals of the identities that hold for one action. */
export interface Identities extends Columns {
	/** By name, in their order: symbols for charts, and what is claimed. */
	readonly facts: Readonly<Record<string, QuantityFacts>>;
	/** Tests of several at once, by the names of checks. Names that are not measured count nothing. */
	readonly joint: Readonly<Record<string, readonly string[]>>;
	/** Why the action has none that follow from the gradient of S. */
	readonly skipped?: string;
}
