/**
 * Where S(-phi) = S(phi), both signs of the magnetisation m are equally likely, and a chain that never
 * changes it has not sampled the distribution. Averages that depend on the sign then say where the
 * chains began, with error bars of one well.
 */
import type { Action } from "../../actions/action.js";
import type { EstimatorResult } from "../../core/record.js";
import type { Observable } from "../observable.js";
import { unbelieved } from "./frozen-charge.js";
import { replicasOf, type Series } from "./measurements.js";

const column = "magnetization";

interface SignChanges {
	/** Pairs of neighbours in a chain of opposite sign. */
	readonly changes: number;
	/** All pairs of neighbours. */
	readonly updates: number;
}

/** Of all chains together; undefined where no symmetry asks for them, or there are no chains. */
function signChanges(
	series: Series,
	{ symmetries }: Action,
): SignChanges | undefined {
	const values = series.columns[column];
	if (
		series.kind !== "chains" ||
		values === undefined ||
		!symmetries.has("signFlip")
	)
		return undefined;
	const updates = series.count - series.chains;
	if (updates < 1) return undefined;
	let changes = 0;
	for (const chain of replicasOf(values, series.chains))
		chain.forEach((value, i) => {
			const before = chain[i - 1] ?? value;
			if (Math.sign(value) !== Math.sign(before)) changes++;
		});
	return { changes, updates };
}

/** "no chain changed the sign of m in 9990 updates", or undefined where one did. */
export function frozenSign(series: Series, action: Action): string | undefined {
	const found = signChanges(series, action);
	return found?.changes === 0
		? `no chain changed the sign of m in ${found.updates} updates: averages that depend on it say where the chains started`
		: undefined;
}

/**
 * The estimates of chains with the number of sign changes. If there is none, whatever is not even in
 * the field is unresolved; and as the slowest mode is not resolved, the chains have no rank.
 */
export function withSignChanges(
	result: EstimatorResult,
	series: Series,
	action: Action,
	observables: readonly Observable[],
): EstimatorResult {
	const found = signChanges(series, action);
	if (found === undefined) return result;
	const odd = observables.flatMap(({ name, symmetries }) =>
		symmetries === undefined || symmetries.includes("signFlip") ? [] : name,
	);
	const told = {
		...result,
		diagnostics: { ...result.diagnostics, signChanges: found.changes },
	};
	return unbelieved(told, frozenSign(series, action), odd);
}
