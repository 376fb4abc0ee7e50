/** Growing series of what tuning and thermalisation follow, [chains, n] each. */
import type { FollowedSeries } from "./totals.js";

export const emptySeries: FollowedSeries = {
	totals: [],
	action: new Float64Array(0),
};

/** A growing [chains, n] array: joins runs of entries chain by chain. */
function appendSeries(
	head: Float64Array,
	tail: Float64Array,
	chains: number,
): Float64Array {
	const a = head.length / chains;
	const b = tail.length / chains;
	const out = new Float64Array(head.length + tail.length);
	for (let chain = 0; chain < chains; chain++) {
		out.set(head.subarray(chain * a, (chain + 1) * a), chain * (a + b));
		out.set(tail.subarray(chain * b, (chain + 1) * b), chain * (a + b) + a);
	}
	return out;
}

/** The same for all series that are followed. `head` may be empty. */
export function appendBatch(
	head: FollowedSeries,
	batch: FollowedSeries,
	chains: number,
): FollowedSeries {
	return {
		totals: batch.totals.map((values, k) =>
			appendSeries(head.totals[k] ?? new Float64Array(0), values, chains),
		),
		action: appendSeries(head.action, batch.action, chains),
	};
}
