/**
 * Decides when the chains have forgotten their start. The rule looks at quantities that may be slow
 * (for one real number per site m = M/V, m^2 and S) over the second half of all updates so far. It
 * requires that
 *
 * 1. this half is at least `multiples` = 10 autocorrelation times of each of them, where tau is the
 *    larger of the pooled estimate and the one from the scatter between chains (which sees chains
 *    that are stuck in different wells);
 * 2. the two quarters in it agree within 3 standard errors, so that nothing drifts;
 * 3. the chains that started in one well and those that started in the other agree within 3.
 *
 * Everything before that is discarded. The rule is applied at n = 64 and whenever n has grown by
 * half.
 */
import { pooledTau } from "../../core/statistics/chains/pooled-tau.js";

const multiples = 10;
const agreement = 3;
/** With fewer chains, the scatter between them says nothing. */
const chainsForScatter = 8;

export interface StationarityVerdict {
	readonly stationary: boolean;
	/** In updates: the largest of all that is followed. */
	readonly tau: number;
	/** The condition that fails, for the record. */
	readonly reason: string;
}

/** The next number of updates at which to apply the rule. */
export function nextCheck(done: number): number {
	return done < 64 ? 64 : Math.ceil(done * 1.5);
}

/** A quantity that is followed. */
export interface Followed {
	readonly name: string;
	/** After each update, [chains, n]. */
	readonly values: Float64Array;
	/** The exact mean, if a symmetry gives one. */
	readonly centre: number | null;
}

/**
 * `wells` says that even and odd chains started in opposite wells. `unit` is the name of an update
 * for people.
 */
export function judgeStationarity(
	followed: readonly Followed[],
	chains: number,
	wells: boolean,
	unit = "trajectory",
): StationarityVerdict {
	let tau = 0.5;
	let reason = "";
	for (const whole of followed) {
		const series = { ...whole, values: laterHalf(whole.values, chains) };
		const verdict = judgeSeries(series, chains, wells, unit);
		tau = Math.max(tau, verdict.tau);
		if (reason === "") reason = verdict.reason;
	}
	return { stationary: reason === "", tau, reason };
}

function laterHalf(series: Float64Array, chains: number): Float64Array {
	const n = series.length / chains;
	const half = Math.floor(n / 2);
	const out = new Float64Array(chains * half);
	for (let chain = 0; chain < chains; chain++)
		out.set(
			series.subarray((chain + 1) * n - half, (chain + 1) * n),
			chain * half,
		);
	return out;
}

/** Mean of entries [from, to) over the chains that `take` selects. */
function meanOf(
	values: Float64Array,
	chains: number,
	from: number,
	to: number,
	take: (chain: number) => boolean = () => true,
): number {
	const n = values.length / chains;
	let sum = 0;
	let count = 0;
	for (let chain = 0; chain < chains; chain++) {
		if (!take(chain)) continue;
		for (const value of values.subarray(chain * n + from, chain * n + to))
			sum += value;
		count += to - from;
	}
	return sum / count;
}

/** "trajectories", "sweeps". */
export function plural(unit: string): string {
	return unit.endsWith("y") ? `${unit.slice(0, -1)}ies` : `${unit}s`;
}

function judgeSeries(
	{ name, values, centre }: Followed,
	chains: number,
	wells: boolean,
	unit: string,
): { readonly tau: number; readonly reason: string } {
	const n = values.length / chains;
	const pooled = pooledTau(values, chains, centre);
	if (pooled.variance === 0) return { tau: 0.5, reason: `${name} never moved` };
	let { tau } = pooled;
	if (chains >= chainsForScatter) {
		let squares = 0;
		for (let chain = 0; chain < chains; chain++) {
			const mean = meanOf(values, chains, 0, n, (c) => c === chain);
			squares += (mean - (centre ?? pooled.mean)) ** 2;
		}
		const degrees = centre === null ? chains - 1 : chains;
		tau = Math.max(tau, (n * squares) / (degrees * 2 * pooled.variance));
	}
	if (!pooled.resolved || n < multiples * tau) {
		return {
			tau,
			reason: `${name}: ${n} ${plural(unit)} are fewer than ${multiples} autocorrelation times of ${tau.toPrecision(3)}`,
		};
	}
	const error = Math.sqrt((2 * tau * pooled.variance) / (chains * n));
	const half = Math.floor(n / 2);
	const drift =
		meanOf(values, chains, half, n) - meanOf(values, chains, 0, half);
	// Each quarter has half of the entries, so the difference has twice the error of the mean.
	if (Math.abs(drift) > agreement * 2 * error)
		return { tau, reason: `${name} still drifts` };
	if (wells && chains >= 2) {
		const even = meanOf(values, chains, 0, n, (chain) => chain % 2 === 0);
		const odd = meanOf(values, chains, 0, n, (chain) => chain % 2 === 1);
		if (Math.abs(even - odd) > agreement * 2 * error)
			return { tau, reason: `${name} depends on the well a chain started in` };
	}
	return { tau, reason: "" };
}
