/** Small data behind the charts of a report: thinned traces, rho(t), C(t), histogram of log weights. */

import type { Diagnostics } from "../../core/diagnostics.js";
import { element } from "../../core/elements.js";
import type { ObservableResult } from "../../core/record.js";
import type { Autocorrelation } from "../../core/statistics/chains/autocorrelation.js";
import { rhoErrors } from "../../core/statistics/chains/rho-error.js";
import { correlatorColumn } from "../observables/scalar/correlator.js";
import { replicasOf, type Series } from "./measurements.js";

const tracePoints = 400;
const traceChains = 4;

/** Digits of what is only drawn: a third of a record's bytes, and more than any picture shows. */
const drawnDigits = 6;

export function drawn(values: Iterable<number>): number[] {
	return Array.from(values, (value) => Number(value.toPrecision(drawnDigits)));
}

/** Every `stride`-th measurement of up to four chains, to six digits. */
export function traces(
	series: Series,
	names: readonly string[],
): NonNullable<Diagnostics["traces"]> {
	const length = series.count / series.chains;
	const stride = Math.max(1, Math.ceil(length / tracePoints));
	const thinned: Record<string, number[][]> = {};
	for (const name of names) {
		thinned[name] = replicasOf(element(series.columns, name), series.chains)
			.slice(0, traceChains)
			.map((replica) => drawn(replica.filter((_, i) => i % stride === 0)));
	}
	return { stride, series: thinned };
}

const longestRho = 200;

/** rho(t) up to twice the window and to `longest`, with errors. */
export function autocorrelationFunction(
	{ gamma }: Pick<Autocorrelation, "gamma">,
	longest = longestRho,
): {
	rho: number[];
	error: number[];
	window: number;
} {
	const { window } = gamma;
	const last = Math.min(gamma.maxLag, Math.max(10, 2 * window), longest);
	const lags = Array.from({ length: last + 1 }, (_, t) => t);
	const errors = rhoErrors(gamma);
	return {
		rho: lags.map((t) => gamma.rho(t)),
		error: lags.map(errors.of),
		window,
	};
}

/** C(t) for t = 0 ... T/2, where every value has an error. */
export function twoPoint(
	series: Series,
	estimate: (column: Float64Array) => ObservableResult,
): Diagnostics["twoPoint"] {
	const value: number[] = [];
	const error: number[] = [];
	for (let t = 0; ; t++) {
		const column = series.columns[correlatorColumn(t)];
		if (column === undefined) break;
		const result = estimate(column);
		if (result.value === undefined || result.error === undefined) {
			return undefined;
		}
		value.push(result.value);
		error.push(result.error);
	}
	return value.length === 0 ? undefined : { value, error };
}

const bins = 60;

/** Histogram of log w - max log w; weights of zero are left out, the lowest bin takes all far below. */
export function logWeightHistogram(
	logWeights: Float64Array,
): NonNullable<Diagnostics["logWeights"]> {
	const sorted = logWeights.filter(Number.isFinite).sort();
	const largest = sorted.at(-1) ?? 0;
	// The lowest thousandth may lie anywhere; it must not stretch the axis.
	const low = Math.min(
		element(sorted, Math.floor(sorted.length / 1000)) - largest,
		-1e-9,
	);
	const edges = Array.from(
		{ length: bins + 1 },
		(_, i) => low * (1 - i / bins),
	);
	const counts = new Array<number>(bins).fill(0);
	for (const value of sorted) {
		const bin = Math.floor(bins * (1 - (value - largest) / low));
		const place = Math.min(bins - 1, Math.max(0, bin));
		counts[place] = element(counts, place) + 1;
	}
	return { edges, counts };
}
