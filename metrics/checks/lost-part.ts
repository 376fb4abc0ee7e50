/**
 * Whether the model has lost a part of the target, and the facts from which the checks of `forward.ts` judge
 * it.
 */
import type { EstimatorResult } from "../../core/record.js";
import type { ForwardEstimates } from "../../core/statistics/weights/forward-ess.js";

/**
 * A part of the target is called lost if its share u is at least this, also as a multiple of the largest
 * weight's share.
 */
const lostShare = 0.01;
const lostMultiple = 3;
/** At this Pareto k-hat, and above it, an average has no usable error. */
export const heavyTail = 0.7;

export interface Situation {
	readonly estimator: EstimatorResult;
	readonly forward: ForwardEstimates;
	readonly targets: number;
	readonly draws: number;
	/** Share of the target's draws whose weights exceed all of the model's. */
	readonly unseen: number;
	/** Whether the weights at draws of q, or 1/w at those of p, have no usable variance. */
	readonly heavy: boolean;
	readonly inverseHeavy: boolean;
	readonly source: string;
}

export function isLost({ unseen, estimator }: Situation): boolean {
	const single = estimator.largestWeightShare ?? 0;
	return unseen >= Math.max(lostShare, lostMultiple * single);
}

export function unseenText({ unseen }: Situation): string {
	return `${Number((100 * unseen).toPrecision(2))} % of the target's draws have weights larger than any draw of the model`;
}
