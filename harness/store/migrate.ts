/**
 * Records of earlier programs. Schema 1 has only grown: what was added is optional, so that every record
 * that was ever written is valid, and what it lacks is filled in here where it is known. A change that
 * would break this gets schema 2, and a step from 1 to 2 here. test/fixtures/schemas holds a run of every
 * form.
 */
import type { BenchRecord } from "../../core/record.js";
import { factsOf } from "../../metrics/cell/facts.js";
import { logZ } from "../../metrics/derived/log-z.js";
import { derivedQuantities } from "../../metrics/derived/registry.js";
import { observables } from "../../metrics/registry.js";

/** The schema that this program writes. */
export const currentSchema = 1;

/** The record itself, unless it lacks something. */
export function migrated(record: BenchRecord): BenchRecord {
	const { estimators, quantities, ...rest } = record;
	if (estimators === undefined || quantities !== undefined) return record;
	// Until quantities told their symbols and tests, these were lists in the program.
	const names = new Set(
		Object.values(estimators).flatMap((estimator) =>
			Object.keys(estimator?.observables ?? {}),
		),
	);
	const measured = <T extends { readonly name: string }>(all: readonly T[]) =>
		all.filter(({ name }) => names.has(name));
	return {
		...rest,
		estimators,
		quantities: factsOf(
			measured(observables),
			measured([...derivedQuantities, logZ]),
		),
	};
}
