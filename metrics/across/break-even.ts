/**
 * At how many effective configurations does a sampler with a costly preparation overtake a baseline?
 *
 *   n* = (P - P_base) / (c_base - c) if c < c_base, else never,
 *
 * where P is the preparation and c is the price of one effective configuration, both in device-seconds.
 * The interval comes from a bootstrap over the seeds of both samplers, with the log-normal error of each
 * price, because the spread between trainings dominates. n* may be infinite. No seed is picked.
 */
import { fillNormal, type Random } from "../../core/random.js";
import { median } from "../../core/statistics/order-statistics.js";

/** One seed of a sampler. */
export interface SeedCost {
	/** Device-seconds of preparation. */
	readonly preparation: number;
	/** Device-seconds of one effective configuration. */
	readonly perEffective: number;
	/** Standard error of ln perEffective. */
	readonly logError: number;
}

/** Quantiles of n*; each may be Infinity. */
export interface BreakEven {
	/** From the medians over seeds. */
	readonly value: number;
	/** 5 % and 95 % quantiles of the bootstrap. */
	readonly low: number;
	readonly high: number;
	/** Share of bootstrap samples in which the baseline is never beaten. */
	readonly never: number;
}

/** n* for given costs: 0 where the sampler is better from the start, Infinity where it never is. */
export function breakEvenPoint(sampler: Cost, baseline: Cost): number {
	return pointOf(
		sampler.preparation - baseline.preparation,
		baseline.perEffective - sampler.perEffective,
	);
}

function pointOf(extra: number, gain: number): number {
	return gain <= 0 ? Number.POSITIVE_INFINITY : Math.max(0, extra / gain);
}

type Cost = Pick<SeedCost, "preparation" | "perEffective">;

/** What a bootstrap draws: one place for each seed of each sample, and a standard normal beside it. */
export interface Resampling {
	readonly seeds: number;
	readonly samples: number;
	/** (samples, seeds) */
	readonly places: Uint32Array;
	readonly noise: Float64Array;
}

/** @throws RangeError without at least one seed */
export function createResampling(
	seeds: number,
	random: Random,
	samples = 1000,
): Resampling {
	if (!(seeds > 0)) {
		throw new RangeError("a break-even point needs seeds of both samplers");
	}
	return {
		seeds,
		samples,
		places: Uint32Array.from({ length: samples * seeds }, () =>
			random.integer(seeds),
		),
		noise: fillNormal(random, new Float64Array(samples * seeds)),
	};
}

/** The costs of one sampler, and what they are in every bootstrap sample: made once, used for every pair. */
export interface CostSamples {
	readonly medians: Cost;
	readonly preparation: Float64Array;
	readonly perEffective: Float64Array;
}

/** @throws RangeError unless there are as many seeds as the resampling is for */
export function costSamples(
	costs: readonly SeedCost[],
	{ seeds, samples, places, noise }: Resampling,
): CostSamples {
	if (costs.length !== seeds) {
		throw new RangeError(`a resampling of ${seeds} seeds, not ${costs.length}`);
	}
	const preparation = new Float64Array(samples);
	const perEffective = new Float64Array(samples);
	const prepared = new Float64Array(seeds);
	const prices = new Float64Array(seeds);
	for (let b = 0; b < samples; b++) {
		for (let i = 0; i < seeds; i++) {
			const draw = b * seeds + i;
			const cost = costs[places[draw]];
			prepared[i] = cost.preparation;
			prices[i] = cost.perEffective * Math.exp(cost.logError * noise[draw]);
		}
		preparation[b] = median(prepared);
		perEffective[b] = median(prices);
	}
	return {
		medians: {
			preparation: median(costs.map((cost) => cost.preparation)),
			perEffective: median(costs.map((cost) => cost.perEffective)),
		},
		preparation,
		perEffective,
	};
}

/** n* of samples from independent streams. @throws RangeError if their numbers differ */
export function breakEvenOf(
	sampler: CostSamples,
	baseline: CostSamples,
): BreakEven {
	const samples = sampler.perEffective.length;
	if (baseline.perEffective.length !== samples) {
		throw new RangeError("as many bootstrap samples of one as of the other");
	}
	const points = new Float64Array(samples);
	let never = 0;
	for (let b = 0; b < samples; b++) {
		const gain = baseline.perEffective[b] - sampler.perEffective[b];
		const extra = sampler.preparation[b] - baseline.preparation[b];
		points[b] = pointOf(extra, gain);
		if (points[b] === Number.POSITIVE_INFINITY) never++;
	}
	points.sort();
	const at = (p: number): number => points[Math.floor(p * (samples - 1))];
	return {
		value: breakEvenPoint(sampler.medians, baseline.medians),
		low: at(0.05),
		high: at(0.95),
		never: never / samples,
	};
}
