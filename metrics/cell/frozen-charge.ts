/**
 * Detects a frozen topological charge. A chain whose charge hardly moves passes every local test, but its
 * averages depend on where it started: <Q^2> and large loops are wrong by many of their own error bars.
 * If Q changed fewer times than the limits below, the results of the slowest modes are not trusted.
 *
 * Few independent draws, or a theory in which Q is nearly always zero, also show few changes of Q. They
 * show as many as they should, and are left alone.
 */
import type { Action } from "../../actions/action.js";
import { chargeDistribution } from "../../actions/gauge/exact/charge.js";
import type { EstimatorResult } from "../../core/record.js";
import { replicasOf, type Series } from "./measurements.js";

const column = "topologicalCharge";
/** Columns whose means depend on Q. */
const ruled = [column, "topologicalCharge2", "topologicalSusceptibility"];
/** With about fifty changes tau_int is known. */
const enough = 50;
/** Few changes are no fault if they are at least this share of what independent draws would show. */
const natural = 0.25;

/** "frozen: Q changed 3 times in 9990 updates", or undefined where it moves. */
export function frozenCharge(
	series: Series,
	action: Action,
): string | undefined {
	const values = series.columns[column];
	if (series.kind !== "chains" || values === undefined) return undefined;
	const updates = series.count - series.chains;
	if (updates < 1) return undefined;
	const changes = replicasOf(values, series.chains).reduce(
		(sum, chain) => sum + changesOf(chain),
		0,
	);
	if (changes >= enough) return undefined;
	const expected = updates * chanceOfChange(values, action);
	if (expected < 1 || changes >= natural * expected) return undefined;
	const times = changes === 1 ? "once" : `${changes} times`;
	return `frozen: Q changed ${times} in ${updates} updates`;
}

function changesOf(chain: Float64Array): number {
	let changes = 0;
	for (let i = 1; i < chain.length; i++)
		if (chain[i] !== chain[i - 1]) changes++;
	return changes;
}

/** That two independent draws differ in Q: exact for U(1), else by the values seen. */
function chanceOfChange(values: Float64Array, action: Action): number {
	const { structure, space } = action;
	if (structure?.kind === "wilson")
		return chargeDistribution(structure.beta, space.lattice.sites).reduce(
			(chance, p, q) => chance - (q === 0 ? 1 : 2) * p * p,
			1,
		);
	const counts = new Map<number, number>();
	for (const q of values) counts.set(q, (counts.get(q) ?? 0) + 1);
	let equal = 0;
	for (const count of counts.values()) equal += (count / values.length) ** 2;
	return 1 - equal;
}

/** The estimates of chains, with what the charge rules. */
export function believed(
	result: EstimatorResult,
	frozen: string | undefined,
): EstimatorResult {
	return unbelieved(result, frozen, ruled);
}

/** Frozen chains have no slowest observable: they cannot be ranked. What is named is unresolved. */
export function unbelieved(
	result: EstimatorResult,
	frozen: string | undefined,
	names: readonly string[],
): EstimatorResult {
	if (frozen === undefined) return result;
	const { slowest: _, ...rest } = result;
	const observables = { ...result.observables };
	for (const name of names) {
		const known = observables[name];
		if (known !== undefined)
			observables[name] = { ...known, status: "unresolved", reason: frozen };
	}
	return { ...rest, observables };
}
