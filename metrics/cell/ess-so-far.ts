/** A first look at the effective number of configurations, while a run goes on. */
import {
	deviations,
	gammaMethod,
} from "../../core/statistics/chains/gamma-method.js";
import { summarizeWeights } from "../../core/statistics/weights/log-weights.js";
import { type Measurements, replicasOf } from "./measurements.js";

/**
 * The effective number of configurations so far, for people who follow a run: Kish's of weights, and
 * N / (2 tauInt) of the slowest observable whose history is shown, of chains. It has none of the tests
 * that a record's has. Undefined where it cannot be computed.
 */
export function essSoFar(measurements: Measurements): number | undefined {
	if (measurements.count === 0) return undefined;
	const { chains, count, logWeights } = measurements.series();
	if (logWeights !== undefined) {
		if (!logWeights.some(Number.isFinite)) return undefined;
		return summarizeWeights(logWeights).kishEss;
	}
	if (count / chains < 16) return undefined;
	let least: number | undefined;
	for (const { name, trace } of measurements.observables) {
		if (trace !== true) continue;
		const { deltas } = deviations(
			replicasOf(measurements.column(name), chains),
		);
		const { tauInt } = gammaMethod(deltas);
		if (!(tauInt > 0)) continue;
		least = Math.min(least ?? Number.POSITIVE_INFINITY, count / (2 * tauInt));
	}
	return least;
}
