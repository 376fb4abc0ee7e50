/**
 * Averages over weighted draws: self-normalised importance sampling of every column and derived
 * quantity. k-hat decides what may be believed: from 0.7 on the averages are dominated by weights
 * that have not been seen, and are `unresolved`; from 0.5 on, or where one weight holds over 5 % of
 * the sum, the ESS is an upper bound only.
 */
import type { EstimatorResult, ObservableResult } from "../../core/record.js";
import { acceptanceFromWeights } from "../../core/statistics/weights/acceptance.js";
import {
	kishEss,
	summarizeWeights,
} from "../../core/statistics/weights/log-weights.js";
import { paretoSmooth } from "../../core/statistics/weights/pareto.js";
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
	const grade = gradeOf(pareto.k, weights.largestShare);
	const { normalized } = weights;
	const results: Record<string, ObservableResult> = {};
	const estimate = (name: string): ObservableResult =>
		toResult(estimateColumn(series.columns[name], normalized), grade);
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
				: toResult(mean, grade);
	}
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
			logZ: { value: weights.logZ, error: weights.logZError },
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

type Grade = Pick<ObservableResult, "status" | "reason" | "flags">;

/** @param k Pareto k-hat, NaN where the tail is too short to fit, as for nearly equal weights */
export function gradeOf(k: number, largestShare: number): Grade {
	if (k >= 0.7) {
		return {
			status: "unresolved",
			reason: `Pareto k = ${k.toFixed(2)}: averages are dominated by weights not yet seen`,
		};
	}
	if (k >= 0.5 || largestShare > 0.05) {
		return {
			status: "ok",
			flags: [
				`Pareto k = ${k.toFixed(2)}, largest weight ${(100 * largestShare).toFixed(1)} % of the sum: the ESS is an upper bound`,
			],
		};
	}
	return { status: "ok" };
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

function toResult(mean: WeightedMean, grade: Grade): ObservableResult {
	const { ess, essError, ...rest } = mean;
	if (ess === 0) {
		return {
			status: "unresolved",
			reason: "the weighted draws do not vary",
			value: mean.value,
		};
	}
	return { ...grade, ...rest, ess, essError };
}
