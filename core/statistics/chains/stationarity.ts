/**
 * Tests whether a run is stationary. Its halves, and its thirds, must have the same mean and the same
 * law. They cover the same times in every chain. The test uses rank-normalised values z, and z of
 * |x - median|, which shows a change of width. So it finds a step, a drift or a start that is not
 * forgotten, and heavy tails do no harm.
 *
 * The means of K stretches, each over all chains, are compared by
 *
 *   F = sum_k n (mean_k - mean)^2 / (K - 1) / C,    C = sum_t Gamma(t),
 *
 * with n draws in a stretch. C comes from *within* the stretches, each about its own mean. Otherwise a
 * step would enter C as autocorrelation and hide itself. With four chains or more, their mean at each
 * time is subtracted as well, so that a common drift does not enter C either. The stretches must be 20
 * tauInt long: a shorter stretch cannot be told from one slow fluctuation, and there is no verdict.
 */
import { fSurvival } from "../inference/distributions.js";
import { spectralWithin } from "./mixing.js";
import { powerSums } from "./power-sums.js";
import { resident } from "./resident.js";

/** Least length of a stretch of one chain in units of tauInt. */
const leastLength = 20;
const stretchNumbers = [2, 3] as const;
/** Fewest chains whose mean at each time is worth subtracting. */
const enoughChains = 4;

/**
 * Probability of so large a difference in a stationary run, corrected for the number of questions asked;
 * NaN where the stretches are too short or nothing varies.
 * @param found of rank-normalised values, and of those of |x - median|
 */
export function stationarityProbability(found: readonly number[]): number {
	const known = found.filter((p) => !Number.isNaN(p));
	return known.length === 0
		? Number.NaN
		: Math.min(1, known.length * Math.min(...known));
}

/**
 * Of scores by chain, for halves and thirds; NaN where the stretches are too short or nothing varies. Chains
 * of equal length.
 */
export function stretchProbabilities(
	chains: readonly Float64Array[],
): number[] {
	return stretchNumbers.map((number) => stretchProbability(chains, number));
}

function stretchProbability(
	chains: readonly Float64Array[],
	number: number,
): number {
	const length = Math.floor(chains[0].length / number);
	if (length < 2 * leastLength) return Number.NaN;
	const stretches = Array.from({ length: number }, (_, k) =>
		chains.map((chain) => chain.subarray(k * length, (k + 1) * length)),
	);
	const means = stretches.map(
		(parts) => powerSums(parts).first / (parts.length * length),
	);
	const within = spectralWithin(
		stretches.flatMap((parts) =>
			parts.length < enoughChains ? parts : withoutShared(parts),
		),
	);
	const kept =
		chains.length < enoughChains ? 1 : (chains.length - 1) / chains.length;
	const spectral = within.spectral / kept;
	const variance = within.variance / kept;
	const degreesOfFreedom = within.degreesOfFreedom * kept;
	if (!(spectral > 0) || !(variance > 0)) return Number.NaN;
	if (length * 2 * variance < leastLength * spectral) return Number.NaN;
	const grand = means.reduce((sum, mean) => sum + mean / number, 0);
	const between =
		(chains.length *
			length *
			means.reduce((sum, mean) => sum + (mean - grand) ** 2, 0)) /
		(number - 1);
	return fSurvival(between / spectral, number - 1, degreesOfFreedom);
}

/** Chains without their mean at each time. */
function withoutShared(chains: readonly Float64Array[]): Float64Array[] {
	const own = resident(chains);
	const { length } = chains[0];
	const shared = own.scratch().float64(length + 1);
	own.exports.withoutShared(own.count, own.table, length, shared.address);
	return own.taken();
}
