/**
 * Independence Metropolis on draws that were already made: proposal i replaces the present state with
 * probability min(1, w_i / w). A pure function of the draws and of a random stream, so every flow
 * gives a chain at no further cost. The first draw starts the chain.
 */
import type { Random } from "../../core/random.js";
import { shiftedWeights } from "../../core/statistics/weights/log-weights.js";

export interface MetropolisPath {
	/** Entry i of the chain is draw `source[i]`. */
	readonly source: Uint32Array;
	/** 1 where draw i was accepted. */
	readonly accepted: Uint8Array;
}

export function metropolisPath(
	logWeights: Float64Array,
	random: Random,
): MetropolisPath {
	shiftedWeights(logWeights); // checks them
	const source = new Uint32Array(logWeights.length);
	const accepted = new Uint8Array(logWeights.length);
	let present = 0;
	accepted[0] = 1;
	for (let i = 1; i < logWeights.length; i++) {
		const change = logWeights[i] - logWeights[present];
		// A start of weight zero moves to anything: -inf - (-inf) is NaN and must not stick.
		const take = !(change < 0) || random.uniform() < Math.exp(change);
		if (take) present = i;
		accepted[i] = take ? 1 : 0;
		source[i] = present;
	}
	return { source, accepted };
}
