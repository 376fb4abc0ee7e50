/**
 * Do the means of long batches scatter as the error bar says? A slow mode with a small part of the variance
 * is below the noise of rho(t), and no summation window reaches it. The means of batches show it. Batches of
 * length L have the variance C / L if C = 2 tauInt Var is right, and
 *
 *   F = L Var(batch means) / C
 *
 * follows F(b - 1, nu), where nu are the degrees of freedom of C. Batches are at least 20 tauInt long, so
 * that a mode that C contains lowers F. They are at least 100 long where rho is negative, because terms that
 * cancel in C cancel in a batch only up to its ends. Oscillating series are left out, because their tauInt
 * does not say how long they ring. Values of large excess kurtosis kappa have batch means of excess kurtosis
 * kappa 2 tauInt / L, and their variance is as well known as that of (b - 1) / (1 + kappa tauInt / L) normal
 * ones.
 */
import { fSurvival } from "../inference/distributions.js";
import { batchMeansTau } from "./batch-means.js";
import type { Method } from "./cross-checks.js";
import type { GammaResult } from "./gamma-method.js";
import { powerSums } from "./power-sums.js";

export interface LongBatches {
	/** Measurements in a batch. */
	readonly length: number;
	/** tauInt by the scatter of their means. */
	readonly tauInt: number;
	/** Chance of such a scatter where the other tauInt is right, corrected for the number of lengths. */
	readonly p: number;
}

/** How many batches a run is cut into: the fewer, the slower the modes that show. */
const divisions = [20, 60, 200] as const;
const leastTimes = 20;
const leastAntithetic = 100;

/**
 * The length that speaks most clearly against `tauInt`; undefined where no batches are long enough.
 * @param deltas replicas with the overall mean subtracted, without gaps
 */
export function longBatches(
	deltas: readonly Float64Array[],
	{ count }: Pick<GammaResult, "count">,
	claimed: {
		readonly tauInt: number;
		readonly window: number;
		readonly degreesOfFreedom: number;
		readonly method: Method;
	},
): LongBatches | undefined {
	const { method, window } = claimed;
	if (method === "autoregressive fit") return undefined;
	const tauInt = Math.max(0.5, claimed.tauInt);
	const least =
		method === "gamma"
			? Math.max(leastTimes * tauInt, window)
			: leastAntithetic;
	const lengths = divisions
		.map((number) => Math.floor(count / number))
		.filter((length) => length >= least);
	if (lengths.length === 0) return undefined;
	const kurtosis = excessKurtosis(deltas);
	let clearest: LongBatches | undefined;
	for (const length of lengths) {
		const found = batchMeansTau(deltas, length);
		if (found.batches < divisions[0] / 2) continue;
		const p = fSurvival(
			found.tauInt / claimed.tauInt,
			(found.batches - 1) / (1 + (kurtosis * tauInt) / length),
			claimed.degreesOfFreedom,
		);
		if (clearest === undefined || p < clearest.p)
			clearest = { length, tauInt: found.tauInt, p };
	}
	return clearest === undefined
		? undefined
		: { ...clearest, p: Math.min(1, lengths.length * clearest.p) };
}

/** At least 0: lighter tails than normal ones do no harm. */
function excessKurtosis(deltas: readonly Float64Array[]): number {
	const { count, squares, fourth } = powerSums(deltas);
	return Math.max(0, (count * fourth) / (squares * squares) - 3);
}
