/**
 * Observables that one real number per site and the unit vectors of a spin model have in common. Each product of two
 * fields is a scalar product, so it is a sum over components.
 */
import type { Action } from "../../../actions/action.js";
import {
	createFieldSpace,
	describeSpace,
	type FieldSpace,
	isRealScalar,
} from "../../../core/field-space.js";
import type { Verdict } from "../../../core/verdict.js";
import type { Derived } from "../../derived/derived.js";
import type { Observable } from "../../observable.js";
import { familyOf } from "../../quantity.js";

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

/** [count, ...shape] of each component, with the space of one of them. */
export function componentsOf(
	fields: Fields,
	space: FieldSpace,
): readonly { readonly fields: Fields; readonly space: FieldSpace }[] {
	const { components, lattice } = space;
	if (components === 1) return [{ fields, space }];
	const single = createFieldSpace({ lattice });
	return Array.from({ length: components }, (_, k) => {
		const own = new Float64Array(fields.length / components);
		for (let i = 0; i < own.length; i++) own[i] = fields[i * components + k];
		return { fields: own, space: single };
	});
}

/** The sum over components of what `measure` says of one. */
export function summed(
	measure: (fields: Fields, space: FieldSpace) => Float64Array,
): (fields: Fields, space: FieldSpace) => Float64Array {
	return (fields, space) => {
		const [first, ...others] = componentsOf(fields, space).map((one) =>
			measure(one.fields, one.space),
		);
		for (const other of others)
			for (let i = 0; i < first.length; i++) first[i] += other[i];
		return first;
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
