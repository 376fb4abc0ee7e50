/** Averages over chains: every column and derived quantity by the Gamma method over replicas. */
import { defined, element } from "../../core/elements.js";
import type { EstimatorResult, ObservableResult } from "../../core/record.js";
import type { Autocorrelation } from "../../core/statistics/chains/autocorrelation.js";
import {
	deviations,
	meanOfEach,
} from "../../core/statistics/chains/gamma-method.js";
import { powerSums } from "../../core/statistics/chains/power-sums.js";
import { scaled, unitScale } from "../../core/statistics/chains/scale.js";
import { standstill } from "../../core/statistics/chains/standstill.js";
import {
	exponentialTime,
	tailBound,
} from "../../core/statistics/chains/tail-bound.js";
import { rejectionRuns } from "../../core/statistics/weights/rejection-runs.js";
import type { DerivedOf } from "../derived/derived.js";
import { bent, gradient, project } from "../derived/gradient.js";
import { chainDiagnostics } from "./chain-diagnostics.js";
import {
	estimateProjected,
	type ReplicaEstimate,
} from "./estimate-projected.js";
import { replicasOf, type Series } from "./measurements.js";

export interface ChainEstimates {
	readonly result: EstimatorResult;
	/** Residuals with known mean zero, by name. */
	readonly identities: Record<string, ObservableResult>;
	/** The analysis behind each observable, for charts. */
	readonly analyses: Record<string, Autocorrelation>;
}

export function estimateChains(
	series: Series,
	observables: readonly string[],
	derived: readonly DerivedOf[],
	identities: readonly string[],
): ChainEstimates {
	const results: Record<string, ObservableResult> = {};
	const analyses: Record<string, Autocorrelation> = {};
	for (const name of observables) {
		const column = element(series.columns, name);
		const { result, analysis } = estimateColumn(column, series.chains);
		results[name] = withDiagnostics(result, replicasOf(column, series.chains));
		analyses[name] = analysis;
	}
	const slowest = slowestOf(results, (name) => element(analyses, name).tooSlow);
	if (slowest !== undefined) flagHiddenTails(results, analyses, slowest);
	for (const quantity of derived) {
		results[quantity.name] = estimateDerived(series, quantity);
	}
	const residuals: Record<string, ObservableResult> = {};
	for (const name of identities) {
		const column = element(series.columns, name);
		residuals[name] = estimateColumn(column, series.chains).result;
	}
	const judged = slowest === undefined ? undefined : results[slowest];
	return {
		result: {
			observables: results,
			...defined({ slowest }),
			draws: series.count,
			chains: series.chains,
			...defined({ replicaQ: judged?.replicaQ }),
			...worstRHat(results, observables),
			...acceptanceOf(series),
		},
		identities: residuals,
		analyses,
	};
}

/**
 * At this k-hat of a tail, and above it, values that were not yet seen dominate an average, and it has no
 * error bar.
 */
const heaviestTail = 0.7;

/** A result with what ranks say of the chains; unresolved where a tail is too heavy. */
export function withDiagnostics(
	result: ObservableResult,
	replicas: readonly Float64Array[],
): ObservableResult {
	const diagnostics = chainDiagnostics(replicas);
	const { tailShape = 0 } = diagnostics;
	return {
		...result,
		...diagnostics,
		...(tailShape >= heaviestTail && result.status === "ok"
			? {
					status: "unresolved",
					reason: `heavy tails: Pareto k = ${tailShape.toFixed(2)}, so that values not yet seen rule the mean`,
				}
			: {}),
	};
}

/** Mean of one column of chains of equal length. */
export function estimateColumn(
	column: Float64Array,
	chains: number,
): ReplicaEstimate {
	return estimateReplicas(replicasOf(column, chains));
}

/** Mean over replicas, of unequal lengths if need be, with everything the Gamma method says. */
export function estimateReplicas(
	replicas: readonly Float64Array[],
): ReplicaEstimate {
	const { mean, deltas } = deviations(replicas);
	const estimate = estimateProjected({
		value: mean,
		deltas,
		replicaValues: () => meanOfEach(deltas).map((own) => mean + own),
	});
	// Analyses of all columns are kept for charts, and their deviations would be as large as the columns.
	estimate.analysis.gamma.covariance.release(() => {
		const again = deviations(replicas).deltas;
		return scaled(again, unitScale(again));
	});
	const reason =
		estimate.result.status === "ok" ? standstill(deltas, mean) : undefined;
	return reason === undefined
		? estimate
		: {
				...estimate,
				result: { ...estimate.result, status: "unresolved", reason },
			};
}

/** A function of means: projected on its gradient, then treated as one column. */
export function estimateDerived(
	series: Series,
	quantity: DerivedOf,
): ObservableResult {
	const columns = quantity.needs.map((name) => element(series.columns, name));
	// Of each column a few numbers stay: a quantity may need dozens, whose deviations are as large as they are.
	const parts = columns.map((column) => {
		const { mean, deltas } = deviations(replicasOf(column, series.chains));
		return {
			mean,
			step: Math.sqrt(powerSums(deltas).squares / series.count ** 2),
			ofChains: meanOfEach(deltas).map((own) => mean + own),
		};
	});
	const means = parts.map(({ mean }) => mean);
	const value = quantity.value(means);
	const steps = parts.map(({ step }) => step);
	const slopes = gradient(quantity.value, means, steps);
	if (!Number.isFinite(value) || !slopes.every(Number.isFinite)) {
		return {
			status: "unresolved",
			reason: "not defined at the measured means within their errors",
			...(Number.isFinite(value) ? { value } : {}),
		};
	}
	const projected = project(columns, means, slopes);
	const { result } = estimateProjected({
		value,
		deltas: replicasOf(projected, series.chains),
		replicaValues: () =>
			Array.from({ length: series.chains }, (_, c) =>
				quantity.value(parts.map(({ ofChains }) => element(ofChains, c))),
			),
		nonlinear: true,
	});
	return bent(result, quantity, columns, means, projected);
}

/** Flags observables in which the slowest time of all could hide below the noise. */
function flagHiddenTails(
	results: Readonly<Record<string, ObservableResult>>,
	analyses: Readonly<Record<string, Autocorrelation>>,
	slowest: string,
): void {
	const tauExp = exponentialTime(element(results, slowest).tauInt ?? 0);
	for (const [name, { gamma, method, tauInt }] of Object.entries(analyses)) {
		if (tauInt === undefined || method !== "gamma" || name === slowest)
			continue;
		const bound = tailBound(gamma, tauExp);
		if (bound.tauInt > 1.3 * tauInt) {
			const hidden = element(results, name);
			hidden.flags = [
				...(hidden.flags ?? []),
				`the slowest time, ${tauExp.toPrecision(3)} (${slowest}), may hide in the noise: tauInt up to ${bound.tauInt.toPrecision(3)}`,
			];
		}
	}
}

/**
 * The observable with the smallest ESS. Absent if none is resolved, or if one is so slow that it could
 * not be resolved: the headline must not be the ESS of the second slowest.
 */
export function slowestOf(
	results: Readonly<Record<string, ObservableResult>>,
	tooSlow: (name: string) => boolean = () => false,
): string | undefined {
	let slowest: string | undefined;
	for (const [name, { status, ess }] of Object.entries(results)) {
		if (tooSlow(name)) return undefined;
		if (status !== "ok" || ess === undefined) continue;
		if (slowest === undefined || ess < (element(results, slowest).ess ?? 0)) {
			slowest = name;
		}
	}
	return slowest;
}

function worstRHat(
	results: Readonly<Record<string, ObservableResult>>,
	names: readonly string[],
): Pick<
	EstimatorResult,
	"rHat" | "mixing" | "stationarity" | "leastStationary"
> {
	const ratios = names.flatMap((name) => element(results, name).rHat ?? []);
	const chances = names.flatMap((name) => element(results, name).mixing ?? []);
	const steady = names.flatMap((name) => {
		const { stationarity } = element(results, name);
		return stationarity === undefined ? [] : { name, stationarity };
	});
	const least = steady.reduce<(typeof steady)[number] | undefined>(
		(a, b) => (a === undefined || b.stationarity < a.stationarity ? b : a),
		undefined,
	);
	return {
		...(ratios.length === 0 ? {} : { rHat: Math.max(...ratios) }),
		...(chances.length === 0
			? {}
			: { mixing: Math.min(1, chances.length * Math.min(...chances)) }),
		...(least === undefined
			? {}
			: {
					stationarity: Math.min(1, steady.length * least.stationarity),
					leastStationary: least.name,
				}),
	};
}

function acceptanceOf({ accepted, chains }: Series): Partial<EstimatorResult> {
	if (accepted === undefined) return {};
	const runs = rejectionRuns(accepted, chains);
	return { acceptance: runs.acceptance, longestRejectionRun: runs.longest };
}
