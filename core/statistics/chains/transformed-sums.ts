/** Sums of lagged products by Fourier transform: for many lags at once. */
import FFT from "fft.js";

/**
 * c(0) ... c(last) of autocovariance.ts.
 *
 * Blocks of b > last measurements, padded with as many zeros. With F_k the transform of block k, and
 * (-1)^f the shift by b, the block and its continuation have the cross spectrum
 *
 *   conj(F_k) (F_k + (-1)^f F_{k+1}),
 *
 * whose sum over k is transformed back once. Two blocks are the real and the imaginary part of one transform.
 */
export function transformedSums(
	replicas: readonly Float64Array[],
	last: number,
): Float64Array {
	const size = Math.max(256, 2 ** Math.ceil(Math.log2(2 * (last + 1))));
	const half = size / 2;
	const { transform, input, spectrum } = planOf(size);
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

interface Plan {
	readonly size: number;
	readonly transform: FFT;
	readonly input: Float64Array;
	readonly spectrum: Float64Array;
}

/** The plan of last time, as all columns of a cell are of one length. */
let plan: Plan | undefined;

function planOf(size: number): Plan {
	if (plan?.size !== size)
		plan = {
			size,
			transform: new FFT(size),
			input: new Float64Array(2 * size),
			spectrum: new Float64Array(2 * size),
		};
	plan.input.fill(0);
	return plan;
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
