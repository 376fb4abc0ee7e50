/**
 * Records of earlier programs. Schema 1 has only grown: what was added is optional, so that every record
 * that was ever written is valid, and what it lacks is filled in here where it is known. A change that
 * would break this gets schema 2, and a step from 1 to 2 here. test/fixtures/schemas holds a run of every
 * form.
 */
import type { QuantityFacts } from "../../core/quantity-facts.js";
import type { BenchRecord } from "../../core/record.js";
import { factsOf } from "../../metrics/cell/facts.js";
import { logZ } from "../../metrics/derived/log-z.js";
import { derivedQuantities } from "../../metrics/derived/registry.js";
import { observables } from "../../metrics/registry.js";

/** The schema that this program writes. */
export const currentSchema = 1;

/** Facts that came later than the others. Until records told them, these were lists of names in the program. */
const later: Readonly<Record<string, Partial<QuantityFacts>>> =
	Object.fromEntries(
		Object.entries(factsOf(observables, [logZ])).flatMap(
			([name, { sector, histogram, margin }]) => {
				const facts = {
					...(sector && { sector }),
					...(histogram && { histogram }),
					...(margin !== undefined && { margin }),
				};
				return Object.keys(facts).length === 0 ? [] : [[name, facts]];
			},
		),
	);

/** The record itself, unless it lacks something. */
export function migrated(record: BenchRecord): BenchRecord {
	return withLaterFacts(withQuantities(record));
}

function withLaterFacts(record: BenchRecord): BenchRecord {
	const { quantities = {} } = record;
	const lacking = Object.entries(later).flatMap(([name, facts]) => {
		const own = quantities[name];
		return own === undefined || Object.keys(facts).every((fact) => fact in own)
			? []
			: [[name, { ...facts, ...own }] as const];
	});
	return lacking.length === 0
		? record
		: {
				...record,
				quantities: { ...quantities, ...Object.fromEntries(lacking) },
			};
}

/** Until quantities told their symbols and tests, these were lists in the program. */
function withQuantities(record: BenchRecord): BenchRecord {
	const { estimators, quantities, ...rest } = record;
	if (estimators === undefined || quantities !== undefined) return record;
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
