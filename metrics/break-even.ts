/**
 * From how many effective configurations on does a sampler with costly preparation beat a baseline?
 *
 *   n* = (P - P_base) / (c_base - c)   if c < c_base, else never,
 *
 * with P the preparation and c the price of one effective configuration, both in device-seconds.
 * The interval comes from a bootstrap over seeds of both, with the log-normal error of each price,
 * since the spread between trainings dominates; n* may be infinite. Seeds are never picked.
 */
import type { Random } from "../core/random.js";
import { seedSpread } from "./seed-spread.js";

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
	const gain = baseline.perEffective - sampler.perEffective;
	if (gain <= 0) return Number.POSITIVE_INFINITY;
	return Math.max(0, (sampler.preparation - baseline.preparation) / gain);
}

type Cost = Pick<SeedCost, "preparation" | "perEffective">;

/** The costs of one sampler, and what they are in every bootstrap sample: made once, used for every pair. */
export interface CostSamples {
	readonly medians: Cost;
	readonly samples: readonly Cost[];
}

/** @throws RangeError without at least one seed */
export function costSamples(
	seeds: readonly SeedCost[],
	random: Random,
	resamples = 1000,
): CostSamples {
	if (seeds.length === 0) {
		throw new RangeError("a break-even point needs seeds of both samplers");
	}
	return {
		medians: summary(seeds),
		samples: Array.from({ length: resamples }, () =>
			summary(resample(seeds, random)),
		),
	};
}

/** n* of samples from independent streams. @throws RangeError if their numbers differ */
export function breakEvenOf(
	sampler: CostSamples,
	baseline: CostSamples,
): BreakEven {
	const resamples = sampler.samples.length;
	if (baseline.samples.length !== resamples) {
		throw new RangeError("as many bootstrap samples of one as of the other");
	}
	const points = Float64Array.from(sampler.samples, (sample, b) =>
		breakEvenPoint(sample, baseline.samples[b]),
	).sort();
	const at = (p: number): number => points[Math.floor(p * (resamples - 1))];
	return {
		value: breakEvenPoint(sampler.medians, baseline.medians),
		low: at(0.05),
		high: at(0.95),
		never:
			points.filter((point) => point === Number.POSITIVE_INFINITY).length /
			resamples,
	};
}

/** @throws RangeError without at least one seed on either side */
export function breakEven(
	sampler: readonly SeedCost[],
	baseline: readonly SeedCost[],
	random: Random,
	resamples = 1000,
): BreakEven {
	return breakEvenOf(
		costSamples(sampler, random.fork("sampler"), resamples),
		costSamples(baseline, random.fork("baseline"), resamples),
	);
}

function resample(seeds: readonly SeedCost[], random: Random): SeedCost[] {
	return seeds.map(() => {
		const seed = seeds[random.integer(seeds.length)];
		return {
			...seed,
			perEffective:
				seed.perEffective * Math.exp(seed.logError * random.normal()),
		};
	});
}

function summary(seeds: readonly SeedCost[]): Cost {
	return {
		preparation: seedSpread(seeds.map((seed) => seed.preparation)).median,
		perEffective: seedSpread(seeds.map((seed) => seed.perEffective)).median,
	};
}
