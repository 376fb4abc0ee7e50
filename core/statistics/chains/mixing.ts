/**
 * How large R-hat must be to count against mixing.
 *
 * R^2 = (B/W + n - 1) / n with B = n Var(means of the chains). Chains that mix have
 * E[B] = C = sum_t Gamma(t) = 2 tauInt W, so R^2 is about 1 + 2 tauInt / n (arXiv:1812.09384). Many short
 * chains therefore exceed any fixed bound without a fault. C is estimated from the autocorrelation
 * *within* the chains, about each one's own mean. Then B / C follows F(m - 1, nu). Chains in different
 * wells have B >> C and a small p.
 *
 * B is that of the halves, as in R-hat, and C that of whole chains. Subtracting a mean takes C / n from
 * every Gamma(t), so a sum up to W is C (1 - (2W + 1) / n). C and Geyer's initial positive sequence are
 * therefore found together, by iteration. Sums end at n / 4, since such chains cannot show longer times.
 * nu = 2 / (relative error of C)^2 = m n (1 - (2W + 1) / n)^2 / (2W + 1).
 */
import { element } from "../../../core/elements.js";
import { fSurvival } from "../inference/distributions.js";
import { sumOfSquares } from "../moments.js";
import { Autocovariance } from "./autocovariance.js";
import { centredEach, meansOfEach } from "./sums-of-each.js";

/** Rounds until window and correction fit each other; they do after two or three. */
const mostRounds = 20;

/**
 * Probability that the `halves` of chains which mix have means so different; `chains` and `halves`
 * are of equal lengths among themselves, 8 and 4 at least. NaN where nothing varies.
 */
export function mixingProbability(
	chains: readonly Float64Array[],
	halves: readonly Float64Array[],
): number {
	const means = meansOfEach(halves);
	const between =
		(element(halves, 0).length * sumOfSquares(means)) / (halves.length - 1);
	const { spectral, degreesOfFreedom } = spectralWithin(chains);
	return spectral > 0
		? fSurvival(between / spectral, halves.length - 1, degreesOfFreedom)
		: Number.NaN;
}

/** sum_t Gamma(t), each chain about its own mean; chains of equal length. */
export function spectralWithin(chains: readonly Float64Array[]): {
	readonly spectral: number;
	/** Gamma(0) within the chains, corrected for the means that were subtracted. */
	readonly variance: number;
	readonly degreesOfFreedom: number;
} {
	const n = element(chains, 0).length;
	const covariance = new Autocovariance(
		centredEach(chains, meansOfEach(chains)),
	);
	const at = (t: number): number => covariance.unbiased(t);
	let spectral = 0;
	let kept = 1;
	let window = 0;
	for (let round = 0; round < mostRounds; round++) {
		const last = window;
		const taken = spectral / n;
		let sum = at(0) + 2 * at(1);
		for (window = 1; window + 2 <= n / 4; window += 2) {
			const pair = at(window + 1) + at(window + 2);
			if (pair + 2 * taken <= 0) break;
			sum += 2 * pair;
		}
		kept = 1 - (2 * window + 1) / n;
		spectral = sum / kept;
		if (window === last) break;
	}
	const draws = chains.length * n;
	return {
		spectral,
		variance: at(0) + spectral / n,
		degreesOfFreedom: (draws * kept ** 2) / (2 * window + 1),
	};
}
