/**
 * The estimate of a quantity from deviations of mean zero: those of a mean, of a function of means along its
 * gradient, or of a ratio of weighted means. The error comes from the Gamma method over replicas, with a
 * test whether the replicas agree (hep-lat/0306017, section 2.3).
 */
import type { ObservableResult } from "../../core/record.js";
import {
	type Autocorrelation,
	type AutocorrelationOptions,
	autocorrelation,
} from "../../core/statistics/chains/autocorrelation.js";
import { replicaConsistency } from "../../core/statistics/chains/gamma-method.js";
import { scaled, unitScale } from "../../core/statistics/chains/scale.js";
import { asymmetryOfMean } from "../../core/statistics/inference/asymmetry.js";
import { chiSquaredSurvival } from "../../core/statistics/inference/distributions.js";

export interface Projected {
	/** The quantity from all replicas together. */
	readonly value: number;
	/** Replicas of deviations, whose overall mean is zero; 0 in gaps. */
	readonly deltas: readonly Float64Array[];
	/** The quantity from each replica alone. */
	readonly replicaValues: () => readonly number[];
	/** Whether the value is no linear function of the measurements, so that replicas show its bias of order 1/N. */
	readonly nonlinear?: boolean;
}

export interface ReplicaEstimate {
	readonly result: ObservableResult;
	/** Behind the result. Its variance is that of the deviations times a power of two where they are huge or tiny. */
	readonly analysis: Autocorrelation;
}

/** @param options `present` says which places of the replicas are gaps */
export function estimateProjected(
	{ value, deltas, replicaValues, nonlinear = false }: Projected,
	options: AutocorrelationOptions = {},
): ReplicaEstimate {
	const scale = unitScale(deltas);
	const analysis = autocorrelation(scaled(deltas, scale), options);
	const { error } = analysis;
	const result: ObservableResult = {
		...toResult(analysis),
		value,
		...(error === undefined
			? {}
			: {
					error: error / scale,
					asymmetry: asymmetryOfMean(
						scaled(deltas, scale),
						analysis.ess ?? analysis.gamma.count,
					),
				}),
	};
	if (deltas.length < 2 || error === undefined || error === 0) {
		return { result, analysis };
	}
	const values = replicaValues();
	if (!values.every(Number.isFinite)) return { result, analysis };
	const near = scale === 1;
	const { chiSquare, bias } = replicaConsistency(
		near ? values : values.map((single) => (single - value) * scale),
		(options.present ?? deltas).map(countOf),
		near ? value : 0,
		error ** 2 * analysis.gamma.count,
	);
	result.replicaQ = chiSquaredSurvival(chiSquare, values.length - 1);
	if (!nonlinear) return { result, analysis };
	result.value = value - bias / scale;
	if (Math.abs(bias) > error / 4) {
		result.flags = [
			...(result.flags ?? []),
			`bias of ${(bias / scale).toPrecision(2)} between replicas, over a quarter of the error, was subtracted`,
		];
	}
	return { result, analysis };

	function countOf(series: Float64Array): number {
		return options.present === undefined
			? series.length
			: series.reduce((sum, present) => sum + present, 0);
	}
}

/** The fields of a record that an analysis gives. */
function toResult(analysis: Autocorrelation): ObservableResult {
	const { gamma: _gamma, tooSlow: _slow, flags, method, ...rest } = analysis;
	return {
		...rest,
		...(method === "gamma" ? {} : { method }),
		...(flags.length === 0 ? {} : { flags }),
	};
}
