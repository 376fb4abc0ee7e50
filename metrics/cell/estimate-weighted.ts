/**
 * Averages over weighted draws: self-normalised importance sampling of every column and derived
 * quantity. One grade of all weights decides which results can be trusted
 * (core/statistics/weights/grade.ts). Weighted draws that are correlated in their order have no error
 * bar of this kind.
 */
import { defined, element } from "../../core/elements.js";
import type { LogDensityDeviation } from "../../core/log-density-error.js";
import type { EstimatorResult, ObservableResult } from "../../core/record.js";
import { serialCorrelation } from "../../core/statistics/chains/serial-correlation.js";
import { asymmetryOfCurvature } from "../../core/statistics/inference/asymmetry.js";
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
	systematicOfLogZ,
	widened,
} from "../../core/statistics/weights/systematic.js";
import {
	type WeightedMean,
	weightedError,
	weightedMean,
} from "../../core/statistics/weights/weighted-mean.js";
import type { DerivedOf } from "../derived/derived.js";
import { bent, gradient, project } from "../derived/gradient.js";
import { logZ } from "../derived/log-z.js";
import { slowestOf } from "./estimate-chains.js";
import type { Series } from "./measurements.js";

export interface WeightedEstimates {
	readonly result: EstimatorResult;
	readonly identities: Record<string, ObservableResult>;
	/** w_i / sum w. */
	readonly normalized: Float64Array;
}

/** @param deviation what is known of the error of log q */
export function estimateWeighted(
	series: Series,
	observables: readonly string[],
	derived: readonly DerivedOf[],
	identities: readonly string[],
	deviation: LogDensityDeviation = { bias: 0, spread: 0 },
): WeightedEstimates {
	const logWeights = series.logWeights ?? new Float64Array(series.count);
	const weights = summarizeWeights(logWeights);
	const pareto = paretoSmooth(logWeights);
	const metropolis = acceptanceFromWeights(logWeights);
	const { normalized } = weights;
	const judged = Object.fromEntries(
		observables.map((name) => [name, element(series.columns, name)]),
	);
	const grade = gradeDraws(judged, weights, pareto);
	const results: Record<string, ObservableResult> = {};
	const estimate = (name: string): ObservableResult =>
		toResult(
			estimateColumn(element(series.columns, name), normalized),
			grade,
			series.count,
			deviation.spread,
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
				: toResult(mean, grade, series.count, deviation.spread);
	}
	const partition = widened(
		estimateLogZ(weights),
		systematicOfLogZ(deviation, weights.logZError, series.count),
	);
	const normalised = series.normalised !== false;
	if (normalised) results[logZ.name] = { ...grade, ...partition };
	const { value, error, systematic } = partition;
	return {
		result: {
			observables: results,
			...defined({ slowest }),
			draws: series.count,
			kishEss: weights.kishEss,
			kishEssError: weights.kishEssError,
			acceptance: metropolis.acceptance,
			...(Number.isFinite(pareto.k) ? { paretoK: pareto.k } : {}),
			...(normalised
				? {
						logZ: {
							value,
							error,
							...defined({ systematic }),
						},
					}
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

/** log of the mean of the weights, as a function of a mean; its error is that of the summary. */
function estimateLogZ({ normalized, logZ, logZError }: WeightSummary): Pick<
	ObservableResult,
	"degreesOfFreedom" | "asymmetry"
> & {
	value: number;
	error: number;
	systematic?: number;
} {
	const count = normalized.length;
	const relative = normalized.map((w) => count * w - 1);
	const { asymmetry, degreesOfFreedom } = weightedError(
		relative,
		new Float64Array(count).fill(1 / count),
		0,
	);
	const bend = asymmetryOfCurvature(
		([mean = Number.NaN]) => Math.log(mean),
		[1],
		[logZError],
		logZError,
	);
	return {
		value: logZ,
		error: logZError,
		degreesOfFreedom,
		asymmetry: Math.max(-10, asymmetry + bend),
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
				reason: `weighted draws must be independent, and ${name} has ρ = ${rho.toFixed(2)} between neighbours`,
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
	const used = needs.map((name) => element(columns, name));
	const parts = used.map((column) => estimateColumn(column, normalized));
	const means = parts.map((part) => part.value);
	const steps = parts.map(({ error, ess }) => error * Math.sqrt(ess / count));
	const central = value(means);
	const slopes = gradient(value, means, steps);
	if (!Number.isFinite(central) || !slopes.every(Number.isFinite)) {
		return undefined;
	}
	const projected = project(used, means, slopes);
	return bent(
		weightedError(projected, normalized, central),
		{ value },
		used,
		means,
		projected,
		normalized,
	);
}

function toResult(
	mean: WeightedMean,
	grade: WeightGrade,
	draws: number,
	spread: number,
): ObservableResult {
	const { ess, essError, ...rest } = mean;
	if (ess === 0) {
		return {
			status: "unresolved",
			reason: "the weighted draws do not vary",
			value: mean.value,
		};
	}
	// Weights that anticorrelate with an observable can do better than independent draws of the target; that is
	// luck to the estimate.
	const deviation = mean.error * Math.sqrt(ess);
	return {
		...grade,
		...widened(rest, spread * deviation),
		ess: Math.min(ess, draws),
		essError,
	};
}
