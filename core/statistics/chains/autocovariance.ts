/**
 * Sums of lagged products of mean-free series,
 *
 *   c(t) = sum_r sum_{i=1}^{N_r - t} d^{i,r} d^{i+t,r},
 *
 * for as many lags as are asked for. Estimators stop at a window much shorter than the series, so
 * lags are computed on demand: the first ones by plain sums, many by Fourier transform of blocks not much
 * longer than the largest lag, padded so that the result is free of wrap.
 */
import FFT from "fft.js";
import { laggedSums } from "./lagged-sums.js";
import { PairCounts } from "./pair-counts.js";

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
			: blocked(replicas, Math.min(goal, this.reach) - 1);
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
	let squares = 0;
	let parts = replicas.map((series) => {
		const sums = new Float64Array(Math.floor(series.length / length));
		for (let batch = 0; batch < sums.length; batch++) {
			let sum = 0;
			for (let i = batch * length, end = i + length; i < end; i++) {
				sum += series[i];
				squares += series[i] * series[i];
			}
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
			for (const sum of sums) spread += sum * sum;
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

/**
 * Blocks of b > last measurements, padded with as many zeros. With F_k the transform of block k, and
 * (-1)^f the shift by b, the block and its continuation have the cross spectrum
 *
 *   conj(F_k) (F_k + (-1)^f F_{k+1}),
 *
 * whose sum over k is transformed back once. Two blocks are the real and the imaginary part of one transform.
 */
function blocked(
	replicas: readonly Float64Array[],
	last: number,
): Float64Array {
	const size = Math.max(256, 2 ** Math.ceil(Math.log2(2 * (last + 1))));
	const half = size / 2;
	const transform = new FFT(size);
	const input = new Float64Array(2 * size);
	const spectrum = new Float64Array(2 * size);
	// Sums of |F_k|^2, twice, and of conj(F_k) F_{k+1}, four times, at the frequencies 0 ... size / 2.
	const power = new Float64Array(half + 1);
	const cross = new Float64Array(2 * (half + 1));
	// Twice the transform of the block before, zero at the start of a replica.
	const before = new Float64Array(2 * (half + 1));
	for (const pair of pairsOfBlocks(replicas, half)) {
		load(pair.first, input, 0, half);
		load(pair.second, input, 1, half);
		transform.transform(spectrum, input);
		if (pair.starts) before.fill(0);
		for (let k = 0; k <= half; k++) {
			const mirror = k === 0 ? 0 : size - k;
			const a = spectrum[2 * k];
			const b = spectrum[2 * k + 1];
			const c = spectrum[2 * mirror];
			const d = spectrum[2 * mirror + 1];
			const xRe = a + c;
			const xIm = b - d;
			const yRe = b + d;
			const yIm = c - a;
			power[k] += a * a + b * b + c * c + d * d;
			const pRe = before[2 * k];
			const pIm = before[2 * k + 1];
			cross[2 * k] += pRe * xRe + pIm * xIm;
			cross[2 * k + 1] += pRe * xIm - pIm * xRe;
			if (pair.follows) {
				cross[2 * k] += xRe * yRe + xIm * yIm;
				cross[2 * k + 1] += xRe * yIm - xIm * yRe;
				before[2 * k] = yRe;
				before[2 * k + 1] = yIm;
			}
		}
	}
	for (let k = 0; k <= half; k++) {
		const sign = k % 2 === 0 ? 1 : -1;
		const mirror = k === 0 ? 0 : size - k;
		const re = 2 * power[k] + sign * cross[2 * k];
		const im = sign * cross[2 * k + 1];
		input[2 * mirror] = re;
		input[2 * mirror + 1] = -im;
		input[2 * k] = re;
		input[2 * k + 1] = im;
	}
	transform.inverseTransform(spectrum, input);
	const sums = new Float64Array(last + 1);
	for (let t = 0; t <= last; t++) sums[t] = spectrum[2 * t] / 4;
	return sums;
}

interface PairOfBlocks {
	readonly first: Float64Array;
	readonly second: Float64Array;
	/** Whether `first` begins a replica. */
	readonly starts: boolean;
	/** Whether `second` continues `first`; otherwise both are whole replicas. */
	readonly follows: boolean;
}

function* pairsOfBlocks(
	replicas: readonly Float64Array[],
	length: number,
): Generator<PairOfBlocks> {
	const short = replicas.filter((series) => series.length <= length);
	for (let r = 0; r < short.length; r += 2) {
		const second = short[r + 1] ?? new Float64Array(0);
		yield { first: short[r], second, starts: true, follows: false };
	}
	for (const series of replicas) {
		if (series.length <= length) continue;
		for (let at = 0; at < series.length; at += 2 * length) {
			yield {
				first: series.subarray(at, at + length),
				second: series.subarray(at + length, at + 2 * length),
				starts: at === 0,
				follows: true,
			};
		}
	}
}

/** Into every second place of `input` from `offset` on; the padding behind `length` stays zero. */
function load(
	block: Float64Array,
	input: Float64Array,
	offset: number,
	length: number,
): void {
	for (let i = 0; i < block.length; i++) input[2 * i + offset] = block[i];
	for (let i = block.length; i < length; i++) input[2 * i + offset] = 0;
}
