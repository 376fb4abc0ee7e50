/**
 * Integrated autocorrelation time of independence Metropolis from the lengths of its rejection runs
 * (arXiv:1904.12072): for observables uncorrelated with the weights rho(t) is the probability of t
 * rejections in a row, estimated by c_t / (n + 1 - t) with c_t = sum over runs of max(0, L - t + 1).
 */
export interface RejectionRuns {
	readonly tauInt: number;
	/** c_t for t = 1 ... longest. */
	readonly counts: Float64Array;
	/** Length of the longest run of rejections, in updates. */
	readonly longest: number;
	/** Mean acceptance. */
	readonly acceptance: number;
}

/** @param accepted 1 where the proposal behind the entry was accepted, chain after chain */
export function rejectionRuns(accepted: Uint8Array, chains = 1): RejectionRuns {
	const length = accepted.length / chains;
	const histogram: number[] = [];
	let total = 0;
	for (let c = 0; c < chains; c++) {
		let run = 0;
		for (let i = c * length; i < (c + 1) * length; i++) {
			if (accepted[i] === 0) {
				run++;
				continue;
			}
			total++;
			if (run > 0) histogram[run] = (histogram[run] ?? 0) + 1;
			run = 0;
		}
		if (run > 0) histogram[run] = (histogram[run] ?? 0) + 1;
	}
	const longest = Math.max(0, histogram.length - 1);
	const counts = new Float64Array(longest);
	let atLeast = 0; // runs of length >= t
	let windows = 0;
	let tauInt = 0.5;
	for (let t = longest; t >= 1; t--) {
		atLeast += histogram[t] ?? 0;
		windows += atLeast;
		counts[t - 1] = windows;
		tauInt += windows / (chains * (length + 1 - t));
	}
	return { tauInt, counts, longest, acceptance: total / accepted.length };
}
