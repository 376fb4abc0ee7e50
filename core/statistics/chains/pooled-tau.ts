/**
 * tauInt of many short chains together, for decisions during a run: tuning and thermalisation. The
 * estimates of a record come from `autocorrelation.ts`, which gives an error and no result if the
 * window does not close. This estimate always exists. It can use an exactly known mean, and it
 * extrapolates rho if the series ends too early.
 * tauInt = 1/2 + sum_{t <= W} rho(t), with the window W of Madras and Sokal, J. Stat. Phys. 50
 * (1988) 109: the first W >= 5 tauInt.
 */
import { mean, sumOfSquares } from "../moments.js";
import { batchMeans } from "./batch-means.js";

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
	const overall = mean(series);
	const about = centre ?? overall;
	const whole = sumOfSquares(series, about) / series.length;
	const length = series.length / chains;
	const size = Math.max(1, Math.floor(length / longestSeries));
	const replicas = Array.from({ length: chains }, (_, chain) =>
		series.subarray(chain * length, (chain + 1) * length),
	);
	const values = size === 1 ? series : batchMeans(replicas, size);
	const n = values.length / chains;
	const variance = sumOfSquares(values, about) / values.length;
	if (!(variance > 0))
		return { tau: 0.5, mean: overall, variance: 0, resolved: variance === 0 };
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
	const perEntry = (tau * size * variance) / whole;
	return { tau: perEntry, mean: overall, variance: whole, resolved };
}
