/**
 * From measurements to the estimators of a record. Chains give one row, `chain`. Weighted draws give
 * two: `reweighted`, and `metropolis`, the chain that independence Metropolis makes of them.
 */

import type { Diagnostics } from "../../core/diagnostics.js";
import { defined, element } from "../../core/elements.js";
import type { LogDensityDeviation } from "../../core/log-density-error.js";
import type { QuantityFacts } from "../../core/quantity-facts.js";
import type { Random } from "../../core/random.js";
import type {
	EstimatorName,
	EstimatorResult,
	ObservableResult,
} from "../../core/record.js";
import type { Autocorrelation } from "../../core/statistics/chains/autocorrelation.js";
import {
	lnTauOfWeights,
	lnTauReplicas,
} from "../../core/statistics/chains/tau-replicas.js";
import { rejectionRuns } from "../../core/statistics/weights/rejection-runs.js";
import { logZ } from "../derived/log-z.js";
import { derivedFor } from "../derived/registry.js";
import type { Identities } from "../identities.js";
import type { Observable } from "../observable.js";
import {
	autocorrelationFunction,
	drawn,
	logWeightHistogram,
	traces,
	twoPoint,
} from "./charts.js";
import {
	estimateColumn as estimateChainColumn,
	estimateChains,
} from "./estimate-chains.js";
import {
	estimateWeighted,
	estimateColumn as estimateWeightedColumn,
} from "./estimate-weighted.js";
import { factsOf } from "./facts.js";
import { withSiteSquare } from "./gradients-to-low-error.js";
import { essGrowth, histograms } from "./growth.js";
import { type Measurements, replicasOf, type Series } from "./measurements.js";
import {
	noSurerThan,
	withErrorOfWeights,
	withSlowest,
} from "./metropolis-row.js";
import { metropolisSeries } from "./metropolis-series.js";
import { withSectors } from "./sectors.js";
import { forwardOf, type TargetWeights } from "./target-weights.js";

export { Measurements, type Series } from "./measurements.js";
export type { TargetWeights } from "./target-weights.js";

export interface Evaluation {
	readonly estimators: Partial<Record<EstimatorName, EstimatorResult>>;
	/** Residuals of exact identities, whose mean is zero, for each estimator. */
	readonly identities: Partial<
		Record<EstimatorName, Record<string, ObservableResult>>
	>;
	/** What was measured. */
	readonly observables: readonly Observable[];
	/** Symbols and formulas of everything that the estimators hold values of, and of the identities. */
	readonly quantities: Record<string, QuantityFacts>;
	/** Quantities that the action does not have, with the reason. */
	readonly leftOut: Record<string, string>;
	/** Tests of several identities together, by the names of checks. */
	readonly joint: Identities["joint"];
	/** Why the Schwinger-Dyson identities are missing, where they are. */
	readonly identitiesSkipped?: string;
	readonly diagnostics: Diagnostics;
	readonly series: Series;
	/** The model's log weights at draws of the target by another sampler, where there are any. */
	readonly target?: TargetWeights;
}

/**
 * @param deviation how far log q may be off in the log weights; chains do not use it
 * @param target what the model makes of draws of the target; chains do not use it
 * @param random the stream of the accept/reject steps of `metropolis`; chains do not use it
 * @throws RangeError if nothing was measured; InputError if a log weight is NaN or +infinity, or all are -infinity
 */
export function evaluate(
	measurements: Measurements,
	random: Random,
	target?: TargetWeights,
	deviation: LogDensityDeviation = { bias: 0, spread: 0 },
): Evaluation {
	const { action, identities, observables } = measurements;
	const series = measurements.series();
	const names = observables.map((observable) => observable.name);
	const traced = observables.filter(({ trace }) => trace).map((o) => o.name);
	const { chosen: derived, leftOut } = derivedFor(
		action,
		new Set(Object.keys(series.columns)),
	);
	const about = {
		observables,
		quantities: {
			...factsOf(observables, [
				...derived,
				...(series.kind === "weighted" && series.normalised !== false
					? [logZ]
					: []),
			]),
			...identities.facts,
		},
		leftOut: { ...measurements.leftOut, ...leftOut },
		joint: identities.joint,
		...defined({ identitiesSkipped: identities.skipped }),
		series,
	};
	if (series.kind === "chains") {
		const chain = estimateChains(series, names, derived, identities.names);
		const ofColumn = (column: Float64Array) =>
			estimateChainColumn(column, series.chains).result;
		const correlator = twoPoint(series, ofColumn);
		return {
			estimators: {
				chain: withSectors(
					withSiteSquare(chain.result, series, ofColumn),
					series,
					action,
					observables,
				),
			},
			identities: { chain: chain.identities },
			...about,
			diagnostics: {
				traces: traces(series, traced),
				...chainCharts(series, names, chain.analyses),
				...defined({ twoPoint: correlator }),
				...essGrowth(
					series,
					chain.result.slowest,
					chain.result.observables[chain.result.slowest ?? ""]?.ess,
				),
				...histograms(series, observables),
			},
		};
	}
	const logWeights = series.logWeights ?? new Float64Array(series.count);
	const reweighted = estimateWeighted(
		series,
		names,
		derived,
		identities.names,
		deviation,
	);
	const chainSeries = metropolisSeries(series, random);
	const metropolis = estimateChains(
		chainSeries,
		names,
		derived,
		identities.names,
	);
	const runs = rejectionRuns(chainSeries.accepted ?? new Uint8Array(0));
	const ofColumn = (column: Float64Array) =>
		estimateWeightedColumn(column, reweighted.normalized);
	const correlator = twoPoint(series, (column) => ({
		status: "ok",
		...ofColumn(column),
	}));
	const charts = chainCharts(chainSeries, names, metropolis.analyses);
	const lnTau = lnTauOfWeights(logWeights);
	return {
		estimators: {
			reweighted: withSiteSquare(
				{ ...reweighted.result, ...forwardOf(target, logWeights) },
				series,
				ofColumn,
			),
			metropolis: withSiteSquare(
				{
					...withSlowest(
						metropolis.result,
						noSurerThan(
							withErrorOfWeights(
								metropolis.result.observables,
								deviation.spread,
							),
							reweighted.result.observables,
						),
					),
					draws: series.count,
					diagnostics: { tauIntFromRejectionRuns: runs.tauInt },
				},
				chainSeries,
				(column) => estimateChainColumn(column, chainSeries.chains).result,
			),
		},
		identities: {
			reweighted: reweighted.identities,
			metropolis: noSurerThan(
				withErrorOfWeights(metropolis.identities, deviation.spread),
				reweighted.identities,
			),
		},
		...about,
		diagnostics: {
			traces: traces(chainSeries, traced),
			...charts,
			...defined({ twoPoint: correlator }),
			logWeights: logWeightHistogram(logWeights),
			...essGrowth(series, reweighted.result.slowest),
			...histograms(series, observables, reweighted.normalized),
			lnTauReplicas: {
				...charts.lnTauReplicas,
				...defined({ weights: lnTau }),
			},
		},
		...defined({ target }),
	};
}

function chainCharts(
	series: Series,
	names: readonly string[],
	analyses: Readonly<Record<string, Autocorrelation>>,
): Pick<Diagnostics, "autocorrelation"> & {
	lnTauReplicas: Record<string, number[]>;
} {
	const functions: NonNullable<Diagnostics["autocorrelation"]> = {};
	const lnTau: Record<string, number[]> = {};
	for (const name of names) {
		if (!(element(analyses, name).gamma.variance > 0)) continue;
		const { rho, error, window } = autocorrelationFunction(
			element(analyses, name),
		);
		functions[name] = { rho: drawn(rho), error: drawn(error), window };
		const parts = lnTauReplicas(
			replicasOf(element(series.columns, name), series.chains),
		);
		if (parts !== undefined) lnTau[name] = parts;
	}
	return { autocorrelation: functions, lnTauReplicas: lnTau };
}
