/** Observables and derived quantities that exist only for one real number per site. They say so themselves. */
import type { Action } from "../../../actions/action.js";
import { describeSpace, isRealScalar } from "../../../core/field-space.js";
import type { Verdict } from "../../../core/verdict.js";
import type { Observable } from "../../observable.js";
import { familyOf } from "../../quantity.js";

function needsRealScalar({ space }: Action): Verdict {
	return isRealScalar(space)
		? { ok: true }
		: {
				ok: false,
				reason: `defined for one real number per site, and the field has ${describeSpace(space)}`,
			};
}

/** For what compares sites with each other. */
export function needsSeveralSites({ space }: Action): Verdict {
	return space.lattice.sites > 1
		? { ok: true }
		: { ok: false, reason: "the lattice has a single site" };
}

const realScalar = familyOf("scalar", needsRealScalar);

/** An observable of a real scalar field; its own `applies` comes on top. */
export function scalarObservable(
	observable: Omit<Observable, "family">,
): Observable {
	return { ...observable, ...realScalar(observable) };
}
