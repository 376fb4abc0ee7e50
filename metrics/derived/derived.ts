/**
 * Contract of a derived quantity: a function of the means of measured columns. Its error comes from
 * projecting the columns on the gradient of the function, so that every correlation is included.
 */
import type { Action } from "../../actions/action.js";

export interface Derived {
	readonly name: string;
	/** Formula, for listings and reports. */
	readonly label: string;
	/** Columns whose means enter, in the order in which `value` takes them. */
	readonly needs: readonly string[];
	/** The quantity; NaN where it is not defined for these means. */
	value(means: readonly number[]): number;
}

/** A derived quantity, or nothing where it makes no sense for the action. */
export type DerivedFactory = (action: Action) => Derived | undefined;
