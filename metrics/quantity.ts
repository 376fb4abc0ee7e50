/** What observables and derived quantities share: their names and symbols, and the actions that have them. */
import type { Action, Family } from "../actions/action.js";
import type { Verdict } from "../core/verdict.js";

export interface Quantity {
	/** Key in records and suites, camelCase. */
	readonly name: string;
	/** The average in tables and charts, as plain text: "⟨φ²⟩". Charts of single configurations drop the brackets. */
	readonly symbol: string;
	/** Formula, for listings. */
	readonly label: string;
	/** Largest difference that counts as agreement. Without it, a tenth of its standard deviation does. */
	readonly margin?: number;
	/** Actions of other families do not have this quantity. */
	readonly family: Family | "any";
	/** Says why not, where the family is not all that is needed. It is asked before any work. */
	applies?(action: Action): Verdict;
}

/** Of a family with a need that all its quantities share; what a quantity itself needs comes on top. */
export function familyOf(
	family: Quantity["family"],
	needs: (action: Action) => Verdict,
) {
	return ({
		applies,
	}: Pick<Quantity, "applies">): Pick<Quantity, "family" | "applies"> => ({
		family,
		applies(action) {
			const verdict = needs(action);
			return verdict.ok ? (applies?.(action) ?? verdict) : verdict;
		},
	});
}

/** Whether the action has this quantity, or why not. */
export function appliesTo(quantity: Quantity, action: Action): Verdict {
	const { family } = quantity;
	if (family !== "any" && family !== action.family)
		return {
			ok: false,
			reason: `defined for ${family} actions, and ${action.name} is a ${action.family} action`,
		};
	return quantity.applies?.(action) ?? { ok: true };
}

/** The quantities that an action has, and why it lacks the others. */
export interface Selection<T> {
	readonly chosen: readonly T[];
	/** Reasons by name. */
	readonly leftOut: Readonly<Record<string, string>>;
}

export function select<T extends Quantity>(
	quantities: readonly T[],
	action: Action,
): Selection<T> {
	const chosen: T[] = [];
	const leftOut: Record<string, string> = {};
	for (const quantity of quantities) {
		const verdict = appliesTo(quantity, action);
		if (verdict.ok) chosen.push(quantity);
		else leftOut[quantity.name] = verdict.reason;
	}
	return { chosen, leftOut };
}
