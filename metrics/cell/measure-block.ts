/** The columns of one block of configurations. */
import { element } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";
import type { FieldSpace } from "../../core/field-space.js";
import { allFinite } from "../../core/finite.js";
import type { Columns } from "../columns.js";
import type { Observable } from "../observable.js";
import { whileUnchanged } from "../same-fields.js";

/**
 * One number for each configuration, of every observable and of all else; not to be changed.
 * @throws RangeError if an observable does not give one finite number for each configuration
 */
export function measureBlock(
	{ fields, action, count }: Ensemble,
	space: FieldSpace,
	observables: readonly Observable[],
	others: readonly Columns[],
): Record<string, Float64Array> {
	return whileUnchanged(fields, () => {
		// Identities ask most of one pass over the sites, and come first.
		const beside = others.map((columns) => columns.measure(fields));
		const columns: Record<string, Float64Array> = {};
		for (const observable of observables) {
			const { name } = observable;
			const values = observable.measure(fields, space, action);
			if (values.length !== count || !allFinite(values))
				throw new RangeError(
					`${name} gave ${values.length === count ? "numbers that are not finite" : `${values.length} numbers`} for ${count} configurations`,
				);
			columns[name] = values;
		}
		others.forEach(({ names }, which) => {
			names.forEach((name, k) => {
				columns[name] = element(element(beside, which), k);
			});
		});
		return columns;
	});
}
