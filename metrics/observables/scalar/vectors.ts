/**
 * Observables that one real number per site and the unit vectors of a spin model have in common. Each product of two
 * fields is a scalar product, so it is a sum over components.
 */
import type { Action } from "../../../actions/action.js";
import {
	describeSpace,
	type FieldSpace,
	isRealScalar,
} from "../../../core/field-space.js";
import type { Lattice } from "../../../core/lattice.js";
import type { Verdict } from "../../../core/verdict.js";
import type { Derived } from "../../derived/derived.js";
import type { Observable } from "../../observable.js";
import { familyOf } from "../../quantity.js";
import { once } from "../../same-fields.js";
import { type SiteSums, siteSums } from "./site-sums.js";

type Fields = Float32Array | Float64Array;

export function needsVectors({ space, family }: Action): Verdict {
	const spins = family === "spin" && space.manifold === "sphere";
	const real = family === "scalar" && isRealScalar(space);
	return real || (spins && space.per === "site")
		? { ok: true }
		: {
				ok: false,
				reason: `defined for one real number per site and for the unit vectors of a spin model, and the field has ${describeSpace(space)}`,
			};
}

/** The sums over the sites of each component; not to be changed. */
export function sumsOf(
	fields: Fields,
	{ components, lattice }: FieldSpace,
): readonly SiteSums[] {
	if (components === 1) return [siteSums(fields, lattice)];
	return once(fields, sumsOf, () => {
		const own = new Float64Array(fields.length / components);
		return Array.from({ length: components }, (_, k) => {
			for (let i = 0; i < own.length; i++) own[i] = fields[i * components + k];
			return siteSums(own, lattice);
		});
	});
}

/** The sum over components of what `measure` says of one. */
export function summed(
	measure: (sums: SiteSums, lattice: Lattice) => Float64Array,
): (fields: Fields, space: FieldSpace) => Float64Array {
	return (fields, space) => {
		const [first, ...others] = sumsOf(fields, space).map((sums) =>
			measure(sums, space.lattice),
		);
		if (others.length === 0) return first;
		const sum = first.slice();
		for (const other of others)
			for (let i = 0; i < sum.length; i++) sum[i] += other[i];
		return sum;
	};
}

const vectors = familyOf("any", needsVectors);

/** An observable of vectors, such as a sum over components; its own `applies` comes on top. */
export function vectorObservable(
	observable: Omit<Observable, "family">,
): Observable {
	return { ...observable, ...vectors(observable) };
}

/** A derived quantity of vectors; its own `applies` comes on top. */
export function vectorDerived(derived: Omit<Derived, "family">): Derived {
	return { ...derived, ...vectors(derived) };
}
