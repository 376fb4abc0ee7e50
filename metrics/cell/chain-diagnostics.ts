/**
 * Convergence of several chains, or of the two halves of one chain: rank-normalised split R-hat, and bulk
 * and tail effective sample size. R-hat is a gate. It cannot rank samplers, because R-hat = 1.01 means
 * about 50 draws per chain.
 */
import type { ObservableResult } from "../../core/record.js";
import {
	largestRHat,
	rankDiagnostics,
} from "../../core/statistics/chains/rank-diagnostics.js";

/** Measurements beyond this number are thinned evenly: ranks cost N log N and converge much earlier. */
const enough = 100_000;

export function chainDiagnostics(
	replicas: readonly Float64Array[],
): Pick<
	ObservableResult,
	"rHat" | "mixing" | "stationarity" | "tailShape" | "bulkEss" | "tailEss"
> {
	const stride = strideOf(replicas);
	const thinned =
		stride === 1 ? replicas : replicas.map((replica) => every(stride, replica));
	const found = rankDiagnostics(thinned);
	return Object.fromEntries(
		Object.entries({
			...found,
			rHat: Math.min(found.rHat, largestRHat),
		}).filter(([, value]) => Number.isFinite(value)),
	);
}

/** The first measurement and every `stride`-th from there. */
function every(stride: number, replica: Float64Array): Float64Array {
	const kept = new Float64Array(Math.ceil(replica.length / stride));
	for (let i = 0; i < kept.length; i++) kept[i] = replica[i * stride];
	return kept;
}

/** Every how many measurements are looked at. */
export function strideOf(replicas: readonly Float64Array[]): number {
	const count = replicas.reduce((sum, replica) => sum + replica.length, 0);
	return Math.max(1, Math.ceil(count / enough));
}
