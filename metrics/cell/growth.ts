/**
 * ESS of one observable in growing parts of a run, and histograms. They are the data of charts for experts.
 */
import type { Diagnostics } from "../../core/diagnostics.js";
import { allFinite } from "../../core/finite.js";
import type { ObservableResult } from "../../core/record.js";
import { select } from "../../core/statistics/order-statistics.js";
import { summarizeWeights } from "../../core/statistics/weights/log-weights.js";
import type { Observable } from "../observable.js";
import { estimateColumn } from "./estimate-chains.js";
import { estimateColumn as estimateWeightedColumn } from "./estimate-weighted.js";
import { replicasOf, type Series } from "./measurements.js";

/** Parts of the run: an eighth, a quarter, and so on to the whole. */
const parts = [1 / 8, 1 / 4, 3 / 8, 1 / 2, 5 / 8, 3 / 4, 7 / 8, 1] as const;

/** Fewer measurements give no histogram and no ESS worth a point, nor do fewer of a single chain. */
const fewest = 50;
const fewestOfChain = 8;

/** @param whole ESS of the whole run, where it is known already */
export function essGrowth(
	series: Series,
	observable: string | undefined,
	whole?: number,
): Pick<Diagnostics, "essGrowth"> {
	if (observable === undefined) return {};
	const column = series.columns[observable];
	if (column === undefined) return {};
	const length = series.count / series.chains;
	const points = parts.flatMap((part) => {
		const each = Math.floor(part * length);
		if (each < fewestOfChain || each * series.chains < fewest) return [];
		const { ess } =
			each === length && whole !== undefined
				? { ess: whole }
				: series.logWeights
					? weighted(column, series.logWeights, each)
					: chains(column, series.chains, each);
		return ess === undefined || !(ess > 0)
			? []
			: [{ draws: each * series.chains, ess }];
	});
	return points.length < 2
		? {}
		: {
				essGrowth: {
					observable,
					draws: points.map(({ draws }) => draws),
					ess: points.map(({ ess }) => ess),
				},
			};
}

function chains(
	column: Float64Array,
	count: number,
	each: number,
): Pick<ObservableResult, "ess"> {
	const first = new Float64Array(count * each);
	for (const [c, replica] of replicasOf(column, count).entries())
		first.set(replica.subarray(0, each), c * each);
	return estimateColumn(first, count).result;
}

function weighted(
	column: Float64Array,
	logWeights: Float64Array,
	count: number,
): Pick<ObservableResult, "ess"> {
	const { normalized } = summarizeWeights(logWeights.subarray(0, count));
	return estimateWeightedColumn(column.subarray(0, count), normalized);
}

const bins = 40;

/** Even bins from the lowest to the highest thousandth; the outer ones take what lies beyond. */
export function histogram(
	values: Float64Array,
	weights?: Float64Array,
): NonNullable<Diagnostics["histograms"]>[string] | undefined {
	const finite = allFinite(values)
		? values.slice()
		: values.filter(Number.isFinite);
	const count = finite.length;
	if (count < fewest) return undefined;
	const tail = Math.floor(count / 1000);
	const low = select(finite, tail);
	const high = select(finite, count - 1 - tail);
	if (!(high > low)) return undefined;
	const counts = new Float64Array(bins);
	for (let i = 0; i < values.length; i++) {
		const value = values[i];
		if (!Number.isFinite(value)) continue;
		const bin = Math.floor((bins * (value - low)) / (high - low));
		const place = Math.min(bins - 1, Math.max(0, bin));
		counts[place] += weights === undefined ? 1 : count * weights[i];
	}
	return {
		edges: Array.from(
			{ length: bins + 1 },
			(_, i) => low + ((high - low) * i) / bins,
		),
		counts: Array.from(counts, (value) => Number(value.toPrecision(6))),
	};
}

/** Histograms of the observables that ask for one, and of the energy changes of proposals, where they were measured. */
export function histograms(
	series: Series,
	observables: readonly Observable[],
	weights?: Float64Array,
): Pick<Diagnostics, "histograms"> {
	const made: NonNullable<Diagnostics["histograms"]> = {};
	const add = (
		name: string,
		values: Float64Array | undefined,
		weights?: Float64Array,
	): void => {
		const one = values && histogram(values, weights);
		if (one !== undefined) made[name] = one;
	};
	for (const { name, histogram } of observables)
		if (histogram) add(name, series.columns[name], weights);
	add("energyChange", series.energyChange);
	return Object.keys(made).length === 0 ? {} : { histograms: made };
}
