/** Observables of links in a group, and the loop over configurations that they share. */
import type { Action } from "../../../actions/action.js";
import type { LinkAlgebra } from "../../../actions/gauge/links/algebra.js";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import type { FieldSpace } from "../../../core/field-space.js";
import type { Verdict } from "../../../core/verdict.js";
import type { Derived } from "../../derived/derived.js";
import type { Observable } from "../../observable.js";
import { familyOf } from "../../quantity.js";

type Fields = Float32Array | Float64Array;

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

/** Calls `visit` with the links of every configuration as matrices, [mu, site, reals]. */
export function forEachConfiguration(
	fields: Fields,
	space: FieldSpace,
	visit: (links: Float64Array, index: number, algebra: LinkAlgebra) => void,
): void {
	const algebra = linkAlgebra(space);
	const { size } = space;
	const links = new Float64Array((size / algebra.components) * algebra.reals);
	for (let i = 0; i * size < fields.length; i++)
		visit(algebra.load(fields, i * size, size, links), i, algebra);
}
