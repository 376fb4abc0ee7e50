/**
 * The error of a correlated mean, and whether it can be trusted. The Gamma method leads.
 *
 * Where rho falls significantly below zero after a positive start, the series oscillates, and sums of
 * rho stop at a wrong lag: the spectrum of an autoregressive fit takes over. Where the window closes at
 * once on a negative rho(1), or the sum is not positive (antithetic chains: Hamiltonian Monte Carlo with
 * long trajectories makes them), Geyer's initial monotone sequence takes over, or batch means where
 * tauInt < 0.1 and they are larger: their bias is upward there, while the sequence, cut at the first
 * noisy pair, falls short by 10 % and more. Where none holds, the answer is `unresolved`.
 *
 * An estimator that finds a significantly longer time than the one that leads makes the answer
 * unresolved (arXiv:2408.13411: they can differ by orders), and so do means of long batches that scatter
 * too much (long-batches.ts); smaller differences over 30 % are flagged.
 * The floor of 25 effective draws is asked of a lower bound of the ESS, and with tauInt >= 1/2: a short
 * lucky series looks antithetic.
 */
import { fewestEffective, oneSided, tooFew } from "../effective.js";
import { autoregressiveTau } from "./autoregressive.js";
import { batchMeansTau } from "./batch-means.js";
import {
	contradicts,
	crossChecks,
	flagsOf,
	type Method,
} from "./cross-checks.js";
import { type GammaResult, gammaMethod } from "./gamma-method.js";
import { initialMonotone } from "./geyer.js";
import { longBatches } from "./long-batches.js";

export interface Autocorrelation {
	readonly status: "ok" | "unresolved";
	readonly reason?: string;
	readonly error?: number;
	readonly tauInt?: number;
	readonly tauIntError?: number;
	readonly window?: number;
	readonly ess?: number;
	readonly essError?: number;
	/** N / (2W + 1). */
	readonly degreesOfFreedom?: number;
	readonly method: Method;
	readonly flags: string[];
	/**
	 * Unresolved because the run is short against tauInt or one estimator finds a longer one, not because the
	 * series is constant or antithetic.
	 */
	readonly tooSlow: boolean;
	readonly gamma: GammaResult;
}

/** Below this tauInt the monotone sequence loses more to the cancellation than batch means do. */
const stronglyAntithetic = 0.1;

export interface AutocorrelationOptions {
	/** S of the Gamma method's window, at least 0; 1.5 if absent. */
	readonly stretch?: number;
	/** 1 where there is a measurement, 0 in a gap; absent where there are no gaps. */
	readonly present?: readonly Float64Array[];
}

/** @param deltas replicas with the overall mean subtracted, or a projected derived quantity; 0 in gaps */
export function autocorrelation(
	deltas: readonly Float64Array[],
	{ stretch, present }: AutocorrelationOptions = {},
): Autocorrelation {
	const gamma = gammaMethod(deltas, stretch, present);
	const { count } = gamma;
	const unresolved = (
		reason: string,
		rest: Partial<Autocorrelation> = {},
	): Autocorrelation => ({
		method: "gamma",
		flags: [],
		tooSlow: false,
		gamma,
		...rest,
		status: "unresolved",
		reason,
	});
	if (!(gamma.variance > 0)) return unresolved("the series is constant");
	if (gamma.maxLag < 2)
		return unresolved("chains of fewer than 4 measurements");

	const geyer = initialMonotone(gamma.covariance);
	const batches = batchMeansTau(
		deltas,
		Math.max(1, Math.floor(Math.sqrt(count / deltas.length))),
	);
	const oscillating =
		present === undefined && gamma.rho(1) > 0 && oscillates(gamma);
	const antithetic =
		!oscillating &&
		(gamma.spectral <= 0 || (gamma.window === 1 && gamma.rho(1) < 0));
	if (antithetic) {
		const bound = batches.tauInt + 2 * batches.tauIntError;
		// With gaps the sequence counts steps and not measurements, so it cannot be used.
		if (present !== undefined || !(geyer.tauInt > batches.tauInt / 3)) {
			return unresolved(
				`antithetic: the sum of rho cancels below its noise, tauInt < ${bound.toPrecision(2)}`,
			);
		}
	} else if (!oscillating && !gamma.windowFound) {
		return unresolved(
			`no summation window within half of a chain (${gamma.maxLag} measurements): more draws resolve it`,
			{ tooSlow: true },
		);
	}
	const fit = autoregressiveTau(gamma.covariance);
	const { method, tauInt, tauIntError, window } = oscillating
		? ({ method: "autoregressive fit", ...fit, window: fit.order } as const)
		: !antithetic
			? ({ method: "gamma", ...gamma } as const)
			: geyer.tauInt >= Math.min(batches.tauInt, stronglyAntithetic)
				? ({
						method: "initial monotone sequence",
						tauInt: geyer.tauInt,
						tauIntError: Math.max(
							geyer.tauInt * Math.sqrt((8 * geyer.pairs - 2) / count),
							Math.abs(geyer.tauInt - batches.tauInt) / 2,
						),
						window: 2 * geyer.pairs - 1,
					} as const)
				: ({
						method: "batch means",
						tauInt: batches.tauInt,
						tauIntError: batches.tauIntError,
						window: Math.ceil(batches.length / 2),
					} as const);
	const ess = count / (2 * tauInt);
	const compared = present === undefined ? tauInt : gamma.tauSteps;
	const checks = crossChecks(compared, gamma, geyer.tauInt, fit, method);
	const results = {
		error: Math.sqrt((2 * tauInt * gamma.variance) / count),
		tauInt,
		tauIntError,
		window,
		ess,
		essError: (ess * tauIntError) / tauInt,
		degreesOfFreedom: count / (2 * window + 1),
		method,
		flags: flagsOf(compared, checks),
	} as const;
	const least = leastEffective(count, tauInt, tauIntError, window);
	if (least < fewestEffective) {
		return unresolved(
			`${Math.min(ess, count).toPrecision(2)} effective draws, ${tooFew(least)}`,
			{ ...results, tooSlow: true },
		);
	}
	const leading = method === "gamma" ? "Gamma method" : method;
	const longer = checks.find((check) =>
		contradicts(check, compared, tauIntError),
	);
	if (longer !== undefined) {
		return unresolved(
			`estimators contradict each other: ${longer.name} finds τ_int = ${longer.tauInt.toPrecision(3)}, the ${leading} ${tauInt.toPrecision(3)}`,
			{ ...results, tooSlow: true },
		);
	}
	const slow =
		present === undefined ? longBatches(deltas, gamma, results) : undefined;
	if (slow !== undefined && slow.p < scatterLevel) {
		return unresolved(
			`a slow mode, or a change in time: means of ${slow.length} measurements scatter as for τ_int = ${slow.tauInt.toPrecision(3)}, where the ${leading} finds ${tauInt.toPrecision(3)}`,
			{ ...results, tooSlow: true },
		);
	}
	return { status: "ok", tooSlow: false, gamma, ...results };
}

/** Chance that long batches of a sound series make it unresolved; far less is found in simulations. */
const scatterLevel = 1e-4;

/** N / (2 tauInt) at the upper end of a one-sided 95 % interval of tauInt, which is taken as 1/2 at least. */
function leastEffective(
	count: number,
	tauInt: number,
	tauIntError: number,
	window: number,
): number {
	const tau = Math.max(0.5, tauInt);
	const formula =
		2 * tau * Math.sqrt(Math.max(0.5, window + 0.5 - tau) / count);
	return count / (2 * (tau + oneSided * Math.max(formula, tauIntError)));
}

/** In standard errors: how far below zero rho has to be. One of many lags is so in 1 % of independent series. */
const significance = 4.5;

/** Whether rho is significantly negative at a lag up to three windows. */
function oscillates(gamma: GammaResult): boolean {
	const last = Math.min(gamma.maxLag, 3 * gamma.window + 10);
	let squares = 1; // Bartlett: var rho(t) = (1 + 2 sum_{k < t} rho(k)^2) / N
	for (let t = 1; t <= last; t++) {
		const rho = gamma.rho(t);
		if (rho < -significance * Math.sqrt(squares / gamma.count)) return true;
		squares += 2 * rho * rho;
	}
	return false;
}
