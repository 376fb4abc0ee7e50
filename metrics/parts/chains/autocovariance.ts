/**
 * Sums of lagged products of mean-free series,
 *
 *   c(t) = sum_r sum_{i=1}^{N_r - t} d^{i,r} d^{i+t,r},
 *
 * for as many lags as are asked for. Estimators stop at a window much shorter than the series, so
 * lags are computed on demand, by Fourier transform in blocks of about four times the largest lag
 * (short series by plain sums). A block x and its continuation y share one complex transform, only the
 * sum of their cross spectra is transformed back, and zero padding keeps the result free of wrap.
 */
import FFT from "fft.js";

/** Below this number of measurements plain sums are quick enough. */
const smallSeries = 500;

export class Autocovariance {
	/** Number of measurements N over all replicas. */
	readonly total: number;
	/** Length of the shortest replica. */
	readonly shortest: number;
	readonly replicas: readonly Float64Array[];
	private sums: Float64Array = new Float64Array(0);

	/** `replicas` have their common mean already subtracted. */
	constructor(replicas: readonly Float64Array[]) {
		this.replicas = replicas;
		this.total = replicas.reduce((sum, replica) => sum + replica.length, 0);
		this.shortest = Math.min(...replicas.map((replica) => replica.length));
	}

	/** c(0) ... c(maxLag) at least; may be longer. Lags from the shortest replica's length on are left out. */
	upTo(maxLag: number): Float64Array {
		const last = Math.min(maxLag, this.shortest - 1);
		if (this.sums.length > last) return this.sums;
		if (this.total < smallSeries) {
			const goal = Math.min(Math.max(last, 31), this.shortest - 1);
			this.sums = direct(this.replicas, goal, this.sums);
		} else {
			const goal = Math.max(last, 4 * this.sums.length, 127);
			this.sums = blocked(this.replicas, Math.min(goal, this.shortest - 1));
		}
		return this.sums;
	}

	/** Unbiased Gamma(t) = c(t) / (N - R t) with the overall mean. */
	unbiased(t: number): number {
		return this.upTo(t)[t] / (this.total - this.replicas.length * t);
	}

	/** Biased c(t) / N, a positive semi-definite sequence. */
	biased(t: number): number {
		return this.upTo(t)[t] / this.total;
	}
}

function direct(
	replicas: readonly Float64Array[],
	last: number,
	known: Float64Array,
): Float64Array {
	const sums = new Float64Array(last + 1);
	sums.set(known);
	for (const series of replicas) {
		for (let t = known.length; t <= last; t++) {
			let sum = 0;
			for (let i = 0, end = series.length - t; i < end; i++) {
				sum += series[i] * series[i + t];
			}
			sums[t] += sum;
		}
	}
	return sums;
}

function blocked(
	replicas: readonly Float64Array[],
	last: number,
): Float64Array {
	const longest = Math.max(...replicas.map((series) => series.length));
	const wanted = Math.min(4 * (last + 1), longest + last + 1);
	const size = Math.max(256, 2 ** Math.ceil(Math.log2(wanted)));
	const step = size - last - 1; // length of a block, so that block + lag fits
	const transform = new FFT(size);
	const input = new Float64Array(2 * size);
	const spectrum = new Float64Array(2 * size);
	const cross = new Float64Array(2 * size);
	const half = size / 2;
	for (const series of replicas) {
		for (let start = 0; start < series.length; start += step) {
			const own = Math.min(step, series.length - start);
			const reach = Math.min(size, series.length - start);
			input.fill(0);
			for (let i = 0; i < own; i++) input[2 * i] = series[start + i];
			for (let i = 0; i < reach; i++) input[2 * i + 1] = series[start + i];
			transform.transform(spectrum, input);
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
				cross[2 * k] += xRe * yRe + xIm * yIm;
				cross[2 * k + 1] += xRe * yIm - xIm * yRe;
			}
		}
	}
	for (let k = 1; k < half; k++) {
		cross[2 * (size - k)] = cross[2 * k];
		cross[2 * (size - k) + 1] = -cross[2 * k + 1];
	}
	transform.inverseTransform(spectrum, cross);
	const sums = new Float64Array(last + 1);
	for (let t = 0; t <= last; t++) sums[t] = spectrum[2 * t] / 4;
	return sums;
}
