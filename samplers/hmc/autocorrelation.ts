/**
 * Autocorrelation of many chains pooled, for tuning and thermalisation; the metrics of a run have
 * their own estimators. tau = 1/2 + sum_{t <= W} rho(t), with the window W of Madras and Sokal,
 * J. Stat. Phys. 50 (1988) 109: the first W >= 5 tau.
 */

export interface PooledTau {
	/** In entries of the series. */
	readonly tau: number;
	readonly mean: number;
	readonly variance: number;
	/**
	 * False when the window did not close within half of the series; tau then includes an
	 * exponential continuation of rho, and is infinite where rho shows no decay.
	 */
	readonly resolved: boolean;
}

const longestSeries = 1024;
const windowFactor = 5;

/** Averages over runs of `size` entries, remainder dropped; [chains, n] -> [chains, floor(n / size)]. */
function binned(
	series: Float64Array,
	chains: number,
	size: number,
): Float64Array {
	const n = series.length / chains;
	const bins = Math.floor(n / size);
	const out = new Float64Array(chains * bins);
	for (let chain = 0; chain < chains; chain++) {
		for (let bin = 0; bin < bins; bin++) {
			let sum = 0;
			const from = chain * n + bin * size;
			for (let i = from; i < from + size; i++) sum += series[i];
			out[chain * bins + bin] = sum / size;
		}
	}
	return out;
}

function moments(series: Float64Array, centre: number | null) {
	let sum = 0;
	for (const value of series) sum += value;
	const mean = sum / series.length;
	const about = centre ?? mean;
	let squares = 0;
	for (const value of series) squares += (value - about) ** 2;
	return { mean, about, variance: squares / series.length };
}

/**
 * `series` is [chains, n]. `centre` is the exact mean where it is known, for example 0 for the
 * magnetisation of an even action. Long series are averaged in bins first, which leaves
 * tau * variance, the error of the mean, as it is.
 */
export function pooledTau(
	series: Float64Array,
	chains: number,
	centre: number | null = null,
): PooledTau {
	const full = moments(series, centre);
	const length = series.length / chains;
	const size = Math.max(1, Math.floor(length / longestSeries));
	const values = size === 1 ? series : binned(series, chains, size);
	const n = values.length / chains;
	const { about, variance } = moments(values, centre ?? full.mean);
	if (!(variance > 0))
		return { tau: 0.5, mean: full.mean, variance: 0, resolved: variance === 0 };
	const last = Math.floor(n / 2);
	let tau = 0.5;
	let resolved = false;
	let tail = 0; // sum of rho over the last quarter of the lags
	for (let lag = 1; lag <= last; lag++) {
		let sum = 0;
		for (let chain = 0; chain < chains; chain++) {
			const end = (chain + 1) * n - lag;
			for (let i = chain * n; i < end; i++)
				sum += (values[i] - about) * (values[i + lag] - about);
		}
		const rho = sum / (chains * (n - lag) * variance);
		tau += rho;
		if (lag > 0.75 * last) tail += rho;
		if (lag >= windowFactor * tau) {
			resolved = true;
			break;
		}
	}
	if (!resolved) {
		const rho = tail / (last - Math.floor(0.75 * last));
		if (rho >= 1) tau = Number.POSITIVE_INFINITY;
		else if (rho > 0) tau += (rho * -0.875 * last) / Math.log(rho);
	}
	const perEntry = (tau * size * variance) / full.variance;
	return {
		tau: perEntry,
		mean: full.mean,
		variance: full.variance,
		resolved,
	};
}
