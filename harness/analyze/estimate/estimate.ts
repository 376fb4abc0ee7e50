/** The estimate of one quantity, for each kind of rows: chains, weighted draws, weighted chains. */
import { defined, element } from "../../../core/elements.js";
import type { ObservableResult } from "../../../core/record.js";
import type { Autocorrelation } from "../../../core/statistics/chains/autocorrelation.js";
import { frozenChains } from "../../../core/statistics/chains/frozen.js";
import { scaled, unitScale } from "../../../core/statistics/chains/scale.js";
import { standstill } from "../../../core/statistics/chains/standstill.js";
import { weightedError } from "../../../core/statistics/weights/weighted-mean.js";
import { withDiagnostics } from "../../../metrics/cell/estimate-chains.js";
import { estimateProjected } from "../../../metrics/cell/estimate-projected.js";
import { estimateReweightedChain } from "../../../metrics/cell/reweighted-chain.js";
import type { ObservableAnalysis } from "../analysis.js";
import { onGrid } from "../rows/configurations.js";
import { areApart, equalChains } from "./chain-problems.js";
import { type Context, flatten } from "./context.js";
import { curvatureOf, type Quantity } from "./quantities.js";

/** Status, reason and flags that the weights alone decide. */
export type Grade = Pick<ObservableResult, "status" | "reason" | "flags">;

export interface Estimated {
	readonly quantity: Quantity;
	readonly result: ObservableAnalysis;
	/** Behind the result; absent for independent weighted draws. */
	readonly analysis?: Autocorrelation;
}

/** @param grade of the weights, where there are any */
export function estimate(
	context: Context,
	quantity: Quantity,
	grade: Grade = { status: "ok" },
): Estimated {
	const { formula, value } = quantity;
	if (!Number.isFinite(value)) {
		const result = {
			status: "unresolved",
			reason: "not defined at the measured means",
		} as const;
		return { quantity, result: toAnalysis(result) };
	}
	const { weights, correlated } = context;
	const estimated: {
		readonly result: ObservableResult;
		readonly analysis?: Autocorrelation;
	} =
		weights !== undefined && !correlated
			? { result: weightedDraws(quantity, weights) }
			: chains(context, quantity);
	let result = worse(estimated.result, grade);
	const still = correlated ? standstill(quantity.deltas, value) : undefined;
	if (still !== undefined) {
		result = worse(result, { status: "unresolved", reason: still });
	}
	const { reason, flag } = curvatureOf(quantity, result.error ?? 0);
	if (reason !== undefined) {
		result = worse(result, { status: "unresolved", reason });
	}
	if (flag !== undefined) {
		result = { ...result, flags: [...(result.flags ?? []), flag] };
	}
	const series = context.table.columns.get(quantity.name);
	const converged =
		correlated && formula === undefined && series !== undefined
			? convergence(context, series, result)
			: {};
	return {
		quantity,
		...estimated,
		result: {
			...toAnalysis(result),
			...inTrajectories(context, estimated.analysis),
			...converged,
		},
	};
}

function chains(
	{ grid, present, weights, stretch }: Context,
	quantity: Quantity,
): { result: ObservableResult; analysis: Autocorrelation } {
	const options = {
		...defined({ stretch, present }),
	};
	const place = (series: Float64Array, c: number): Float64Array =>
		grid === undefined || present === undefined
			? series
			: onGrid(series, grid, c);
	return weights === undefined
		? estimateProjected(
				{ ...quantity, deltas: quantity.deltas.map(place) },
				options,
			)
		: estimateReweightedChain(quantity, weights, options, place);
}

function weightedDraws(
	{ deltas, value }: Quantity,
	weights: readonly Float64Array[],
): ObservableResult {
	const scale = unitScale(deltas);
	const { error, ess, ...rest } = weightedError(
		flatten(scaled(deltas, scale)),
		flatten(weights),
		value,
	);
	const all = flatten(weights);
	return ess > 0
		? {
				status: "ok",
				...rest,
				// Weights that anticorrelate with an observable by luck promise more.
				ess: Math.min(ess, all.length),
				error: error / scale,
			}
		: {
				status: "unresolved",
				reason: "the weighted draws do not vary",
				value,
			};
}

/** The first reason against a result stands. */
function worse(result: ObservableResult, grade: Grade): ObservableResult {
	const flags = [...(grade.flags ?? []), ...(result.flags ?? [])];
	return {
		...(result.status === "ok" ? { ...result, ...grade } : result),
		...(flags.length === 0 ? {} : { flags }),
	};
}

function inTrajectories(
	{ grid }: Context,
	analysis: Autocorrelation | undefined,
): Partial<ObservableAnalysis> {
	if (grid === undefined || analysis?.tauInt === undefined) return {};
	const { tauInt, tauIntError = 0, gamma, method } = analysis;
	const steps = method === "gamma" ? gamma.tauSteps : tauInt;
	return {
		tauIntTrajectories: steps * grid.step,
		tauIntTrajectoriesError: (steps * grid.step * tauIntError) / tauInt,
	};
}

/** What chains say beside their mean: R-hat, frozen ones, tails too heavy for a mean. */
function convergence(
	{ table }: Context,
	series: readonly Float64Array[],
	result: ObservableResult,
): Partial<ObservableAnalysis> {
	if (areApart(series)) {
		return {
			status: "unresolved",
			reason: "every chain holds one value, and not all the same",
			rHat: "Infinity",
		};
	}
	const { chains: equal } = equalChains(series, table.chains);
	const diagnosed = toAnalysis(withDiagnostics(result, equal));
	const frozen = frozenChains(series);
	if (frozen.length === 0) return diagnosed;
	const names = frozen.map(
		(c) => `${table.chains[c]} (${element(series, c)[0]})`,
	);
	return {
		...diagnosed,
		status: "unresolved",
		reason: `frozen at one value: ${names.join(", ")}`,
		frozen: frozen.map((c) => element(table.chains, c)),
	};
}

function toAnalysis(result: ObservableResult): ObservableAnalysis {
	const { value, error, tauInt, tauIntError, window, ess, status, ...rest } =
		result;
	return {
		mean: value ?? null,
		error: error ?? null,
		...(error === undefined || result.degreesOfFreedom === undefined
			? {}
			: { errorError: error / Math.sqrt(2 * result.degreesOfFreedom) }),
		tauInt: tauInt ?? null,
		tauIntError: tauIntError ?? null,
		window: window ?? null,
		ess: ess ?? null,
		status,
		...(rest as Partial<ObservableAnalysis>),
	};
}
