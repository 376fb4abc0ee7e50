/**
 * Averages over weighted draws: self-normalised importance sampling of every column and derived
 * quantity. One grade of all weights decides which results can be trusted
 * (core/statistics/weights/grade.ts). Weighted draws that are correlated in their order have no error
 * bar of this kind.
 */
import type { EstimatorResult, ObservableResult } from "../../core/record.js";
import { serialCorrelation } from "../../core/statistics/chains/serial-correlation.js";
import { acceptanceFromWeights } from "../../core/statistics/weights/acceptance.js";
import {
	gradeWeights,
	type WeightGrade,
} from "../../core/statistics/weights/grade.js";
import {
	kishEss,
	summarizeWeights,
	type WeightSummary,
} from "../../core/statistics/weights/log-weights.js";
import {
	type ParetoResult,
	paretoSmooth,
} from "../../core/statistics/weights/pareto.js";
import {
	type WeightedMean,
	weightedError,
	weightedMean,
} from "../../core/statistics/weights/weighted-mean.js";
import type { DerivedOf } from "../derived/derived.js";
import { gradient, project } from "../derived/gradient.js";
import { logZ } from "../derived/log-z.js";
import { slowestOf } from "./estimate-chains.js";
import type { Series } from "./measurements.js";

export interface WeightedEstimates {
	readonly result: EstimatorResult;
	readonly identities: Record<string, ObservableResult>;
	/** w_i / sum w. */
	readonly normalized: Float64Array;
}

export function estimateWeighted(
	series: Series,
	observables: readonly string[],
	derived: readonly DerivedOf[],
	identities: readonly string[],
): WeightedEstimates {
	const logWeights = series.logWeights ?? new Float64Array(series.count);
	const weights = summarizeWeights(logWeights);
	const pareto = paretoSmooth(logWeights);
	const metropolis = acceptanceFromWeights(logWeights);
	const { normalized } = weights;
	const judged = Object.fromEntries(
		observables.map((name) => [name, series.columns[name]]),
	);
	const grade = gradeDraws(judged, weights, pareto);
	const results: Record<string, ObservableResult> = {};
	const estimate = (name: string): ObservableResult =>
		toResult(
			estimateColumn(series.columns[name], normalized),
			grade,
			series.count,
		);
	for (const name of observables) results[name] = estimate(name);
	const slowest = slowestOf(results);
	for (const quantity of derived) {
		const mean = estimateDerived(series, quantity, normalized);
		results[quantity.name] =
			mean === undefined
				? {
						status: "unresolved",
						reason: "not defined at the measured means within their errors",
					}
				: toResult(mean, grade, series.count);
	}
	const normalised = series.normalised !== false;
	if (normalised)
		results[logZ.name] = {
			...grade,
			value: weights.logZ,
			error: weights.logZError,
			degreesOfFreedom: series.count - 1,
		};
	return {
		result: {
			observables: results,
			...(slowest === undefined ? {} : { slowest }),
			draws: series.count,
			kishEss: weights.kishEss,
			kishEssError: weights.kishEssError,
			acceptance: metropolis.acceptance,
			...(Number.isFinite(pareto.k) ? { paretoK: pareto.k } : {}),
			...(normalised
				? { logZ: { value: weights.logZ, error: weights.logZError } }
				: {}),
			largestWeightShare: weights.largestShare,
			diagnostics: {
				paretoSmoothedEss: kishEss(pareto.smoothed),
				tauIntFromWeights: metropolis.tauInt,
			},
		},
		identities: Object.fromEntries(
			identities.map((name) => [name, estimate(name)]),
		),
		normalized,
	};
}

/**
 * One grade of all averages: of the weights, and unresolved where observables or weights are correlated
 * in the order of the draws.
 */
function gradeDraws(
	columns: Readonly<Record<string, Float64Array>>,
	weights: WeightSummary,
	pareto: ParetoResult,
): WeightGrade {
	const every = { ...columns, "the weight": weights.normalized };
	for (const [name, column] of Object.entries(every)) {
		const rho = serialCorrelation(column);
		if (rho !== undefined)
			return {
				status: "unresolved",
				reason: `weighted draws must be independent, and ${name} has rho = ${rho.toFixed(2)} between neighbours`,
			};
	}
	return gradeWeights(weights, pareto);
}

/** Mean of one column under the weights. */
export function estimateColumn(
	column: Float64Array,
	normalized: Float64Array,
): WeightedMean {
	const value = weightedMean(column, normalized);
	return weightedError(
		column.map((entry) => entry - value),
		normalized,
		value,
	);
}

function estimateDerived(
	{ columns, count }: Series,
	{ needs, value }: DerivedOf,
	normalized: Float64Array,
): WeightedMean | undefined {
	const used = needs.map((name) => columns[name]);
	const parts = used.map((column) => estimateColumn(column, normalized));
	const means = parts.map((part) => part.value);
	const steps = parts.map(({ error, ess }) => error * Math.sqrt(ess / count));
	const central = value(means);
	const slopes = gradient(value, means, steps);
	if (!Number.isFinite(central) || !slopes.every(Number.isFinite)) {
		return undefined;
	}
	return weightedError(project(used, means, slopes), normalized, central);
}

function toResult(
	mean: WeightedMean,
	grade: WeightGrade,
	draws: number,
): ObservableResult {
	const { ess, essError, ...rest } = mean;
	if (ess === 0) {
		return {
			status: "unresolved",
			reason: "the weighted draws do not vary",
			value: mean.value,
		};
	}
	// Weights that anticorrelate with an observable can do better than independent draws of the target; that is luck to the estimate.
	return { ...grade, ...rest, ess: Math.min(ess, draws), essError };
}
