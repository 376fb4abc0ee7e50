/**
 * Detects chains that are frozen in a sector: one value of the topological charge Q, or one sign of the
 * magnetisation m. Such a chain passes every local test, but its averages depend on where it started.
 *
 * - A charge that changed fewer times than the limits below is frozen: <Q^2> and large loops are wrong by
 *   many of their own error bars. Few independent draws, or a theory in which Q is nearly always zero, also
 *   show few changes. They show as many as they should, and are left alone.
 * - Where S(-phi) = S(phi), both signs of m are equally likely. A chain that never changed the sign gives
 *   odd averages of one well.
 */
import type { Action } from "../../actions/action.js";
import { withoutBrackets } from "../../core/quantity-facts.js";
import type { EstimatorResult } from "../../core/record.js";
import type { Observable, Sector } from "../observable.js";
import { replicasOf, type Series } from "./measurements.js";

/** With about fifty changes tau_int is known. */
const enough = 50;
/** Few changes are no fault if they are at least this share of what independent draws would show. */
const natural = 0.25;

export interface Frozen {
	/** Name of the observable that tells the sectors apart. */
	readonly observable: string;
	/** What had to change: "Q", "the sign of m". */
	readonly label: string;
	/** "frozen: Q changed 3 times in 9990 updates". */
	readonly reason: string;
	/** Names of the quantities whose means are not to be trusted. */
	readonly spoilt: readonly string[];
}

interface Changes {
	readonly observable: Observable;
	readonly sector: Sector;
	/** Its value in each configuration. */
	readonly values: Float64Array;
	/** Neighbours in a chain that lie in different sectors. */
	readonly changes: number;
	/** All pairs of neighbours. */
	readonly updates: number;
}

/** One entry for each observable that tells sectors apart; none without chains that have to change it. */
function changesOf(
	series: Series,
	{ symmetries }: Action,
	observables: readonly Observable[],
): Changes[] {
	const updates = series.count - series.chains;
	if (series.kind !== "chains" || updates < 1) return [];
	return observables.flatMap((observable) => {
		const { name, sector } = observable;
		const values = series.columns[name];
		if (sector === undefined || values === undefined) return [];
		const signs = sector.by === "sign";
		if (signs && !symmetries.has("signFlip")) return [];
		let changes = 0;
		for (const chain of replicasOf(values, series.chains))
			changes += changesIn(chain, signs);
		return [{ observable, sector, values, changes, updates }];
	});
}

/** Neighbours that differ, in their signs or at all. */
function changesIn(chain: Float64Array, signs: boolean): number {
	let changes = 0;
	let before: number | undefined;
	for (const value of chain) {
		const label = signs ? Math.sign(value) : value;
		if (before !== undefined && label !== before) changes++;
		before = label;
	}
	return changes;
}

/** The sectors that chains do not leave often enough. */
export function frozenSectors(
	series: Series,
	action: Action,
	observables: readonly Observable[],
): Frozen[] {
	return frozenOf(changesOf(series, action, observables), action, observables);
}

function frozenOf(
	all: readonly Changes[],
	action: Action,
	observables: readonly Observable[],
): Frozen[] {
	return all.flatMap((found) => {
		const { observable, sector, values, changes, updates } = found;
		const { name } = observable;
		const symbol = withoutBrackets(observable.symbol);
		if (sector.by === "sign") {
			if (changes > 0) return [];
			const label = `the sign of ${symbol}`;
			const reason = `no chain changed ${label} in ${updates} updates: averages that depend on it say where the chains started`;
			return [{ observable: name, label, reason, spoilt: odd(observables) }];
		}
		if (changes >= enough) return [];
		const expected =
			updates * (sector.chanceOfChange?.(action) ?? chanceSeen(values));
		if (expected < 1 || changes >= natural * expected) return [];
		const times = changes === 1 ? "once" : `${changes} times`;
		const reason = `frozen: ${symbol} changed ${times} in ${updates} updates`;
		const spoilt = [name, ...sector.spoils];
		return [{ observable: name, label: symbol, reason, spoilt }];
	});
}

/** Those that a sign flip changes. */
function odd(observables: readonly Observable[]): string[] {
	return observables.flatMap(({ name, symmetries }) =>
		symmetries === undefined || symmetries.includes("signFlip") ? [] : name,
	);
}

/** The chance that two independent draws differ, by the values seen. */
function chanceSeen(values: Float64Array): number {
	const counts = new Map<number, number>();
	for (const q of values) counts.set(q, (counts.get(q) ?? 0) + 1);
	let equal = 0;
	for (const count of counts.values()) equal += (count / values.length) ** 2;
	return 1 - equal;
}

/**
 * The estimates of chains with the number of sign changes. What a frozen sector spoils is unresolved.
 * Then the slowest mode is not resolved either, and the chains have no rank.
 */
export function withSectors(
	result: EstimatorResult,
	series: Series,
	action: Action,
	observables: readonly Observable[],
): EstimatorResult {
	const changes = changesOf(series, action, observables);
	const signs = changes.find(({ sector }) => sector.by === "sign");
	const told =
		signs === undefined
			? result
			: {
					...result,
					diagnostics: { ...result.diagnostics, signChanges: signs.changes },
				};
	return frozenOf(changes, action, observables).reduce(unbelieved, told);
}

function unbelieved(
	{ slowest: _, ...rest }: EstimatorResult,
	{ reason, spoilt }: Frozen,
): EstimatorResult {
	const observables = { ...rest.observables };
	for (const name of spoilt) {
		const known = observables[name];
		if (known !== undefined)
			observables[name] = { ...known, status: "unresolved", reason };
	}
	return { ...rest, observables };
}
