/** Finds what the comparison says about prices for the rows of a section. */
import type { BreakEven, TargetComparison } from "../../core/comparison.js";
import { defined } from "../../core/elements.js";
import { programOf } from "../../core/identity.js";
import type { Machine } from "./identity.js";
import type { Row, Section } from "./model.js";

/** The row with its medians and ranges over the seeds on this machine. */
export function priced(
	row: Row,
	together: TargetComparison | undefined,
	machine: Machine,
): Row {
	const place = placeOf(row, together);
	const prices = together?.machines.find((m) => m.hardware === machine.key);
	return {
		...row,
		...defined({ price: prices?.prices.find((price) => price.row === place) }),
	};
}

/** Index of a row among those of the comparison. */
export function placeOf(
	row: Row,
	together: TargetComparison | undefined,
): number {
	const keys = new Set(row.seeds.map(({ record }) => record.key));
	const [first] = row.seeds;
	const program = first === undefined ? undefined : programOf(first.record);
	return (
		together?.rows.findIndex(
			(other) =>
				other.estimator === row.estimator &&
				// Two versions on two machines share their keys.
				(other.program === undefined || other.program === program) &&
				other.keys.some((key) => keys.has(key)),
		) ?? -1
	);
}

/**
 * The number of effective configurations at which `row` becomes cheaper than `baseline`. Undefined
 * if nothing is known.
 */
export function breakEvenOf(
	section: Section,
	row: Row,
	baseline: Row,
): BreakEven | undefined {
	if (row.price === undefined || baseline.price === undefined) return undefined;
	return section.comparison?.machines
		.find(({ hardware }) => hardware === section.machine.key)
		?.breakEven.find(
			(entry) =>
				entry.row === row.price?.row && entry.baseline === baseline.price?.row,
		)?.n;
}

/**
 * Device-seconds to n effective configurations, preparation included: the median over the seeds
 * where a comparison knows it, so that curves cross where it says. Undefined without a rate.
 */
export function costOf(
	{ price, rate, preparation }: Row,
	n: number,
): number | undefined {
	if (price !== undefined && rate !== undefined)
		return price.preparation.median + n * price.perEffective.median;
	return rate === undefined || preparation === undefined
		? undefined
		: preparation + n / rate.value;
}
