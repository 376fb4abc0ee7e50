/** All derived quantities. Order is the order of tables. */
import type { Action } from "../../actions/action.js";
import { topologicalSusceptibility } from "../observables/topological-charge.js";
import { type Selection, select } from "../quantity.js";
import { correlationLength } from "./correlation-length.js";
import { creutzRatio2 } from "./creutz-ratio.js";
import type { Derived, Formula } from "./derived.js";
import { effectiveMass } from "./effective-mass.js";
import {
	binder,
	connectedSusceptibility,
	susceptibility,
} from "./susceptibility.js";
import { thermometer } from "./thermometer.js";

export const derivedQuantities: readonly Derived[] = [
	susceptibility,
	connectedSusceptibility,
	binder,
	correlationLength,
	effectiveMass,
	creutzRatio2,
	topologicalSusceptibility,
	thermometer,
];

/**
 * Those that this action has, with their functions, and why it lacks the others.
 * @param columns names of what is measured
 */
export function derivedFor(
	action: Action,
	columns: ReadonlySet<string>,
): Selection<Derived & Formula> {
	const { chosen, leftOut } = select(derivedQuantities, action);
	const measured: (Derived & Formula)[] = [];
	const reasons: Record<string, string> = { ...leftOut };
	for (const quantity of chosen) {
		const formula = quantity.of(action);
		const missing = formula.needs.find((name) => !columns.has(name));
		if (missing === undefined) measured.push({ ...quantity, ...formula });
		else reasons[quantity.name] = `${missing} is not measured`;
	}
	return { chosen: measured, leftOut: reasons };
}
