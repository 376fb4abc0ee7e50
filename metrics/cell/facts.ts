/**
 * What the record of a cell says about its quantities beside their values: symbols for reports, the tests in
 * which they take part, and the sectors that they tell apart.
 */
import { defined, element } from "../../core/elements.js";
import { jointSpeeds, type QuantityFacts } from "../../core/quantity-facts.js";
import type { Observable } from "../observable.js";
import type { Quantity } from "../quantity.js";

/** By name, in the order of tables. */
export type Facts = Readonly<Record<string, QuantityFacts>>;

export function factsOf(
	observables: readonly Observable[],
	others: readonly Quantity[] = [],
): Record<string, QuantityFacts> {
	const names = new Set(observables.map(({ name }) => name));
	const facts: Record<string, QuantityFacts> = {};
	for (const observable of observables) {
		const { name, joint, duplicates, law } = observable;
		// A linear function of the others would make their covariance singular.
		const repeats = duplicates?.every((other) => names.has(other)) ?? false;
		facts[name] = {
			...ownFacts(observable),
			...(joint === undefined || repeats ? {} : { joint }),
			...defined({ law }),
		};
	}
	for (const other of others) facts[other.name] = ownFacts(other);
	return facts;
}

/** What does not depend on the others. */
function ownFacts({
	symbol,
	label,
	margin,
	sector,
	histogram,
}: Quantity & Pick<Observable, "sector" | "histogram">): QuantityFacts {
	return {
		symbol,
		label,
		...defined({ sector: sector?.by, histogram, margin }),
	};
}

/** Names of those in the joint test, fast ones first. */
export function jointNames(facts: Facts): string[] {
	return jointSpeeds.flatMap((speed) =>
		Object.keys(facts).filter((name) => element(facts, name).joint === speed),
	);
}

/** Names of those whose distributions are compared. */
export function lawNames(facts: Facts): string[] {
	return Object.keys(facts).filter((name) => element(facts, name).law === true);
}
