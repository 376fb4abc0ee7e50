/** Observables of links in a group. */
import type { Action } from "../../../actions/action.js";
import type { Verdict } from "../../../core/verdict.js";
import type { Derived } from "../../derived/derived.js";
import type { Observable } from "../../observable.js";
import { familyOf } from "../../quantity.js";

/** Links of a group in two dimensions or more: what has plaquettes. */
function needsPlaquettes({ space }: Action): Verdict {
	return space.lattice.dimension > 1
		? { ok: true }
		: { ok: false, reason: "one direction has no plaquettes" };
}

/** A loop of this extent must not close around the lattice. */
export function fits(extent: number) {
	return ({ space }: Action): Verdict =>
		space.lattice.shape.every((length) => length > extent)
			? { ok: true }
			: {
					ok: false,
					reason: `a loop of extent ${extent} closes around the lattice`,
				};
}

const gauge = familyOf("gauge", needsPlaquettes);

/** An observable of links; its own `applies` comes on top. */
export function gaugeObservable(
	observable: Omit<Observable, "family">,
): Observable {
	return { ...observable, ...gauge(observable) };
}

/** A derived quantity of links; its own `applies` comes on top. */
export function gaugeDerived(derived: Omit<Derived, "family">): Derived {
	return { ...derived, ...gauge(derived) };
}
