/**
 * Means of several correlated observables with their covariance, from the stored history of one run.
 * Joint tests of two samplers use them. The covariance comes from batch means for chains, from the Gamma
 * method with a common window for chains that are too short for batches, and from the delta method for
 * weighted draws.
 */
import { element } from "../../core/elements.js";
import type { EstimatorResult, ObservableResult } from "../../core/record.js";
import { gammaCovariance } from "../../core/statistics/chains/gamma-covariance.js";
import {
	chainMeans,
	type MeanVector,
	weightedMeans,
} from "../../core/statistics/inference/hotelling.js";
import { summarizeWeights } from "../../core/statistics/weights/log-weights.js";
import { statisticalPart } from "../../core/statistics/weights/systematic.js";
import { replicasOf, type Series } from "./measurements.js";

export interface JointMeans extends MeanVector {
	/** In the order of the means. */
	readonly names: readonly string[];
	/** Number of draws behind them. */
	readonly draws: number;
}

/**
 * As many of `names`, in their order, as are measured, resolved, and few enough for the length of the
 * run: undefined with fewer than two.
 *
 * @param result what the record says of the same series
 */
export function jointMeans(
	series: Series,
	result: EstimatorResult,
	names: readonly string[],
): JointMeans | undefined {
	const present = names.filter(
		(name) =>
			series.columns[name] !== undefined &&
			result.observables[name]?.status === "ok" &&
			(result.observables[name].error ?? 0) > 0,
	);
	for (let p = present.length; p > 1; p--) {
		const chosen = present.slice(0, p);
		const results = chosen.map((name) => result.observables[name]);
		const means =
			series.logWeights === undefined
				? meansOfChains(series, chosen, results)
				: meansOfWeights(series, series.logWeights, chosen, results);
		if (means !== undefined)
			return {
				...means,
				covariance: withSystematics(means.covariance, results),
				names: chosen,
				draws: series.count,
			};
	}
	return undefined;
}

/** A bias that is known by its size alone may point in any direction: all errors grow as the one that grows most. */
function withSystematics(
	covariance: Float64Array,
	results: readonly (ObservableResult | undefined)[],
): Float64Array {
	const growth = results.map(
		(result = { status: "unresolved" }) =>
			(result.error ?? 0) / statisticalPart(result),
	);
	const most = Math.max(1, ...growth.filter(Number.isFinite)) ** 2;
	return most === 1 ? covariance : covariance.map((value) => most * value);
}

/** Undefined where there are fewer than ten independent stretches for each of the columns. */
export function meansOfChains(
	{ columns, chains }: Series,
	names: readonly string[],
	results: readonly (ObservableResult | undefined)[],
): MeanVector | undefined {
	const replicas = names.map((name) =>
		replicasOf(element(columns, name), chains),
	);
	const taus = results.map((result) => result?.tauInt ?? 0);
	const batches = chainMeans(replicas, Math.max(0.5, ...taus));
	if (batches !== undefined) return batches;
	if (results.some((result) => result?.status !== "ok")) return undefined;
	// Runs too short for batch means: a common window of the Gamma method is more economical.
	const windows = results.map((result) => result?.window ?? 0);
	const means = gammaCovariance(replicas, Math.max(1, ...windows));
	return means.observations >= 10 * names.length ? means : undefined;
}

/** Few large weights make a covariance that is no surer than the least sure of its errors. */
export function meansOfWeights(
	{ columns }: Series,
	logWeights: Float64Array,
	names: readonly string[],
	results: readonly (ObservableResult | undefined)[],
): MeanVector | undefined {
	const means = weightedMeans(
		names.map((name) => element(columns, name)),
		summarizeWeights(logWeights).normalized,
	);
	const degrees = results.flatMap((result) => result?.degreesOfFreedom ?? []);
	const observations = Math.min(
		means.observations,
		...degrees.map((nu) => Math.floor(nu) + 1),
	);
	return observations >= 10 * names.length
		? { ...means, observations }
		: undefined;
}
