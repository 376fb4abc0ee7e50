/**
 * ln tauInt of parts of a run that are nearly independent. Regression tests compare it. The spread of
 * the parts measures its error without a formula.
 */

import { element } from "../../../core/elements.js";
import { summarizeWeights } from "../weights/log-weights.js";
import { deviations, gammaMethod } from "./gamma-method.js";

const parts = 8;

/**
 * ln tauInt of eight groups of chains, or of eight stretches where there are fewer chains. Absent
 * where a stretch has no valid window, since leaving such parts out would bias the rest.
 */
export function lnTauReplicas(
	replicas: readonly Float64Array[],
): number[] | undefined {
	const { deltas } = deviations(replicas);
	const groups: Float64Array[][] = Array.from({ length: parts }, () => []);
	if (deltas.length >= parts) {
		deltas.forEach((delta, c) => {
			element(groups, Math.floor((c * parts) / deltas.length)).push(delta);
		});
	} else {
		for (const delta of deltas) {
			const length = Math.floor(delta.length / parts);
			for (const [k, group] of groups.entries())
				group.push(delta.subarray(k * length, (k + 1) * length));
		}
	}
	const values: number[] = [];
	for (const group of groups) {
		const gamma = gammaMethod(group);
		if (!gamma.windowFound || !(gamma.variance > 0) || !(gamma.tauInt > 0)) {
			return undefined;
		}
		values.push(Math.log(gamma.tauInt));
	}
	return values;
}

/**
 * ln (N / (2 ESS)) of eight stretches of weighted draws, the counterpart of ln tauInt on the common scale.
 * Absent where a stretch has no weight at all.
 */
export function lnTauOfWeights(logWeights: Float64Array): number[] | undefined {
	const length = Math.floor(logWeights.length / parts);
	const stretches = Array.from({ length: parts }, (_, k) =>
		logWeights.subarray(k * length, (k + 1) * length),
	);
	if (!stretches.every((part) => part.some(Number.isFinite))) return undefined;
	return stretches.map((part) =>
		Math.log(length / (2 * summarizeWeights(part).kishEss)),
	);
}
