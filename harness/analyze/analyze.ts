/**
 * The statistics of a run, applied to histories and weights from other programs. The estimators and the
 * refusals are the same.
 */
import { strideOf } from "../../metrics/cell/chain-diagnostics.js";
import {
	type Analysis,
	judged,
	type ObservableAnalysis,
	type RowKind,
} from "./analysis.js";
import { equalChains } from "./estimate/chain-problems.js";
import { type Context, contextOf } from "./estimate/context.js";
import { type Estimated, estimate } from "./estimate/estimate.js";
import {
	columnQuantity,
	formulaQuantity,
	type Quantity,
} from "./estimate/quantities.js";
import { weigh } from "./estimate/weights.js";
import { suspectStarts } from "./rows/skip.js";
import { lengthsOf, type Table } from "./table.js";

/**
 * @param visit sees every estimate as it is made, the columns first, then the formulas
 * @throws InputError if a log weight is NaN or +infinity, or if all weights are zero
 */
export function analyze(
	rows: Table | Context,
	visit: (estimated: Estimated) => void = () => {},
): Analysis {
	const context = "table" in rows ? rows : contextOf(rows);
	const { table, formulas, weights, correlated } = context;
	const lengths = lengthsOf(table);
	const weighed =
		table.logWeights === undefined
			? undefined
			: weigh(context, table.logWeights);
	const observables: Record<string, ObservableAnalysis> = {};
	const take = (quantity: Quantity): void => {
		const estimated = estimate(context, quantity, weighed?.grade);
		observables[quantity.name] = estimated.result;
		visit(estimated);
	};
	for (const name of table.columns.keys()) {
		take(columnQuantity(table, name, weights));
	}
	const parts = new Map<string, Quantity>();
	for (const formula of formulas) {
		for (const name of formula.needs) {
			if (!parts.has(name)) {
				parts.set(name, columnQuantity(table, name, weights));
			}
		}
		const needed = formula.needs.flatMap((name) => parts.get(name) ?? []);
		take(formulaQuantity(formula, needed));
	}
	return {
		source: table.source,
		kind: kindOf(context),
		draws: lengths.reduce((sum, length) => sum + length, 0),
		chains: lengths.length,
		notes: [...table.notes, ...context.notes],
		remarks: correlated ? remarksOf(table) : [],
		observables: judged(observables),
		...worst(Object.values(observables)),
		...(weighed === undefined ? {} : { weights: weighed.analysis }),
	};
}

function kindOf({ weights, correlated }: Context): RowKind {
	if (weights === undefined) return "chains";
	return correlated ? "reweighted chains" : "weighted draws";
}

function worst(
	results: readonly ObservableAnalysis[],
): Pick<Analysis, "replicaQ" | "rHat" | "mixing" | "stationarity"> {
	const qualities = results.flatMap((result) => result.replicaQ ?? []);
	const ratios = results.flatMap(({ rHat }) =>
		typeof rHat === "number" ? [rHat] : [],
	);
	const largest = ratios.length === 0 ? null : Math.max(...ratios);
	return {
		replicaQ: qualities.length === 0 ? null : Math.min(...qualities),
		rHat: results.some(({ rHat }) => rHat === "Infinity")
			? "Infinity"
			: largest,
		mixing: anyOf(results.flatMap(({ mixing }) => mixing ?? [])),
		stationarity: anyOf(
			results.flatMap(({ stationarity }) => stationarity ?? []),
		),
	};
}

/** Bonferroni correction of the smallest of several probabilities. Null if there are none. */
function anyOf(chances: readonly number[]): number | null {
	return chances.length === 0
		? null
		: Math.min(1, chances.length * Math.min(...chances));
}

function remarksOf(table: Table): readonly string[] {
	const [first] = table.columns.values();
	const remarks: string[] = [];
	if (first !== undefined) {
		const { chains, note } = equalChains(first, table.chains);
		if (note !== undefined) remarks.push(note);
		const stride = strideOf(chains);
		if (stride > 1) {
			remarks.push(
				`R-hat, bulk and tail ESS look at one of ${stride} measurements`,
			);
		}
	}
	const starts = suspectStarts(table).map(({ chain, cut, observable }) =>
		cut === undefined
			? `${chain} does not look stationary: '${observable}' still changes in its later half`
			: `the first ${cut} measurements of ${chain} do not look thermalised, as '${observable}' shows: --skip auto leaves them out`,
	);
	return [...remarks, ...starts];
}
