/** All derived quantities. Order is the order of tables. log Z comes from the weights themselves. */
import type { Action } from "../../actions/action.js";
import { correlationLength } from "./correlation-length.js";
import type { Derived, DerivedFactory } from "./derived.js";
import { effectiveMass } from "./effective-mass.js";
import {
	binder,
	connectedSusceptibility,
	susceptibility,
} from "./susceptibility.js";

export const derivedQuantities: readonly DerivedFactory[] = [
	susceptibility,
	connectedSusceptibility,
	binder,
	correlationLength,
	effectiveMass,
];

export function derivedFor(action: Action): Derived[] {
	return derivedQuantities.flatMap((factory) => factory(action) ?? []);
}
