/**
 * Sums of lagged products of mean-free series,
 *
 *   c(t) = sum_r sum_{i=1}^{N_r - t} d^{i,r} d^{i+t,r},
 *
 * for as many lags as are asked for. Estimators stop at a window much shorter than the series, so
 * lags are computed on demand: the first ones by plain sums, many by Fourier transform of blocks not much
 * longer than the largest lag, padded so that the result is free of wrap.
 */
import { laggedSums } from "./lagged-sums.js";
import { PairCounts } from "./pair-counts.js";
import { powerSums } from "./power-sums.js";
import { transformedSums } from "./transformed-sums.js";

/** Below this number of measurements plain sums are quick enough for any lag. */
const smallSeries = 500;
/** Lags that plain sums give at first, in any case, and most for which they are quicker than transforms. */
const firstLags = 8;
const surelyDirect = 64;
const mostDirect = 128;

export class Autocovariance {
	/** Number of measurements N over all replicas. */
	readonly total: number;
	/** Lags below this one are asked for: the length of a typical replica (pair-counts.ts). */
	readonly reach: number;
	#replicas: () => readonly Float64Array[];
	/** How many pairs of measurements each c(t) sums. */
	readonly pairs: PairCounts;
	private sums: Float64Array = new Float64Array(0);

	/**
	 * @param replicas with their common mean already subtracted, and 0 where a measurement is missing
	 * @param present 1 where there is a measurement, 0 in a gap; absent where there are no gaps
	 */
	constructor(
		replicas: readonly Float64Array[],
		present?: readonly Float64Array[],
	) {
		this.#replicas = () => replicas;
		this.pairs = new PairCounts(
			replicas.map((replica) => replica.length),
			present === undefined ? undefined : new Autocovariance(present),
		);
		this.total = this.pairs.count;
		this.reach = this.pairs.reach;
	}

	get replicas(): readonly Float64Array[] {
		return this.#replicas();
	}

	/** Lets go of the replicas. @param again makes them once more, should further lags be asked for */
	release(again: () => readonly Float64Array[]): void {
		this.#replicas = again;
	}

	/** c(0) ... c(maxLag) at least; may be longer. Lags from `reach` on are left out. */
	upTo(maxLag: number): Float64Array {
		const last = Math.min(maxLag, this.reach - 1);
		if (this.sums.length > last) return this.sums;
		this.sums = this.more(last + 1).subarray(0, this.reach);
		return this.sums;
	}

	/** So many lags or more. */
	private more(wanted: number): Float64Array {
		const { replicas, sums: known } = this;
		const direct = Math.max(firstLags, 2 * known.length, wanted);
		const few = this.total < smallSeries || direct <= surelyDirect;
		if (few) return further(replicas, known, direct);
		const expected =
			known.length > mostDirect ? 4 * known.length : expectedLags(replicas);
		const goal = Math.max(direct, expected);
		return goal <= mostDirect
			? further(replicas, known, goal)
			: transformedSums(replicas, Math.min(goal, this.reach) - 1);
	}

	/** Unbiased Gamma(t) = c(t) / (number of pairs) with the overall mean; 0 where no pair exists. */
	unbiased(t: number): number {
		const pairs = this.pairs.at(t);
		return pairs === 0 ? 0 : this.upTo(t)[t] / pairs;
	}

	/** Biased c(t) / N, a positive semi-definite sequence; over gaps, what it would be without them. */
	biased(t: number): number {
		return this.pairs.gaps
			? this.unbiased(t) * this.pairs.taper(t)
			: this.upTo(t)[t] / this.total;
	}
}

/** Fewest batches whose spread is worth looking at. */
const fewestBatches = 32;

/**
 * Lags that estimators will probably ask for: 16 tauInt, twice their usual window. The largest tauInt of
 * batch means from the root of the length on, doubled and doubled again. A guess too low costs a further pass.
 */
function expectedLags(replicas: readonly Float64Array[]): number {
	const total = replicas.reduce((sum, series) => sum + series.length, 0);
	const length = Math.ceil(Math.sqrt(total / replicas.length));
	const { squares } = powerSums(replicas);
	let parts = replicas.map((series) => {
		const sums = new Float64Array(Math.floor(series.length / length));
		for (let batch = 0; batch < sums.length; batch++) {
			let sum = 0;
			for (let i = batch * length, end = i + length; i < end; i++)
				sum += series[i];
			sums[batch] = sum;
		}
		return sums;
	});
	let lags = 0;
	for (let level = 0; squares > 0; level++) {
		let spread = 0;
		let batches = 0;
		for (const sums of parts) {
			batches += sums.length;
			for (let k = 0; k < sums.length; k++) spread += sums[k] * sums[k];
		}
		if (level > 0 && batches < fewestBatches) break;
		lags = Math.max(lags, Math.ceil((8 * spread) / squares));
		parts = parts.map((sums) => {
			const pairs = Math.floor(sums.length / 2);
			for (let i = 0; i < pairs; i++) sums[i] = sums[2 * i + 1] + sums[2 * i];
			return sums.subarray(0, pairs);
		});
	}
	return lags;
}

/** The known sums and those behind them, up to `wanted` at least. */
function further(
	replicas: readonly Float64Array[],
	known: Float64Array,
	wanted: number,
): Float64Array {
	const lags = 8 * Math.ceil((wanted - known.length) / 8);
	const sums = new Float64Array(known.length + lags);
	sums.set(known);
	sums.set(laggedSums(replicas, known.length, lags), known.length);
	return sums;
}
