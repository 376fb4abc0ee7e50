/**
 * All that is measured on every configuration. Order is the order of tables.
 */
import type { Action } from "../actions/action.js";
import { InputError } from "../core/errors.js";
import type { Columns } from "./columns.js";
import { logZ } from "./derived/log-z.js";
import { derivedQuantities } from "./derived/registry.js";
import type { Identities } from "./identities.js";
import type { Observable } from "./observable.js";
import { actionDensity } from "./observables/action-density.js";
import { gaugeIdentities } from "./observables/gauge/identities.js";
import {
	meanPolyakovLoop,
	polyakovLoop,
} from "./observables/gauge/polyakov-loops.js";
import { loopColumns } from "./observables/gauge/rectangles.js";
import {
	plaquette,
	wilsonLoop2x2,
	wilsonLoop3x3,
} from "./observables/gauge/wilson-loops.js";
import { correlator } from "./observables/scalar/correlator.js";
import { phi2, phi4 } from "./observables/scalar/field-powers.js";
import { scalarIdentities } from "./observables/scalar/identities.js";
import { isingEnergy } from "./observables/scalar/ising-energy.js";
import {
	absMagnetization,
	magnetization,
	magnetization2,
	magnetization4,
} from "./observables/scalar/magnetization.js";
import { siteSquare } from "./observables/scalar/site-square.js";
import {
	lowestModeColumns,
	twoPoint0,
	twoPointK1,
} from "./observables/scalar/two-point.js";
import { spinIdentities } from "./observables/spin/identities.js";
import {
	topologicalCharge,
	topologicalCharge2,
} from "./observables/topological-charge.js";
import { type Selection, select } from "./quantity.js";

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
	plaquette,
	wilsonLoop2x2,
	wilsonLoop3x3,
	polyakovLoop,
	meanPolyakovLoop,
	topologicalCharge,
	topologicalCharge2,
];

/** What holds exactly, by the structure of the action. */
export function identitiesOf(action: Action): Identities {
	switch (action.structure?.kind) {
		case "wilson":
			return gaugeIdentities(action, action.structure);
		case "spin":
			return spinIdentities(action, action.structure);
		default:
			return scalarIdentities(action);
	}
}

/** Columns beside the observables, for derived quantities and charts. */
export const auxiliaries: readonly ((action: Action) => Columns)[] = [
	correlator,
	lowestModeColumns,
	loopColumns,
	siteSquare,
];

/** Names are keys of records, and parts of the names of files. */
export const observableName = /^[A-Za-z][A-Za-z0-9]*$/;

/**
 * The observables that this action has, and why it lacks the others.
 * @param extra further ones, from a user's modules; they come last
 * @throws InputError if one of them is called as something else is
 */
export function observablesFor(
	action: Action,
	extra: readonly Observable[] = [],
): Selection<Observable> {
	const taken = new Set([...measurableNames(), ...identitiesOf(action).names]);
	for (const { name } of extra) {
		if (!observableName.test(name))
			throw new InputError(
				`an observable is called ${JSON.stringify(name)}; expected letters and digits, as in phi2`,
			);
		if (taken.has(name))
			throw new InputError(`there are two observables called ${name}`);
		taken.add(name);
	}
	return select([...observables, ...extra], action);
}

/** Names of everything that a record can hold a value of. */
export function measurableNames(
	extra: readonly Observable[] = [],
): readonly string[] {
	return [...observables, ...extra, ...derivedQuantities, logZ].map(
		({ name }) => name,
	);
}
