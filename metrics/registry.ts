/**
 * All observables that are measured on every configuration. Order is the order of tables.
 */
import type { Action } from "../actions/action.js";
import type { Observable } from "./observable.js";
import { actionDensity } from "./observables/scalar/action-density.js";
import { phi2, phi4 } from "./observables/scalar/field-powers.js";
import { isingEnergy } from "./observables/scalar/ising-energy.js";
import {
	absMagnetization,
	magnetization,
	magnetization2,
	magnetization4,
} from "./observables/scalar/magnetization.js";
import { twoPoint0, twoPointK1 } from "./observables/scalar/two-point.js";

export const observables: readonly Observable[] = [
	magnetization,
	absMagnetization,
	magnetization2,
	magnetization4,
	phi2,
	phi4,
	isingEnergy,
	actionDensity,
	twoPoint0,
	twoPointK1,
];

/** Those that make sense for this action. */
export function observablesFor(action: Action): Observable[] {
	return observables.filter((entry) => entry.applies?.(action) ?? true);
}
