/**
 * The error of a correlated mean, and whether it can be trusted. The Gamma method leads. Where its
 * window closes at once on a negative rho(1), or its sum is not positive, Geyer's initial monotone
 * sequence takes over (antithetic chains: Hamiltonian Monte Carlo with long trajectories makes them), or
 * batch means where tauInt < 0.1 and they are larger: their bias is upward there, while the sequence,
 * cut at the first noisy pair, falls short by 10 % and more.
 * Where neither holds, the answer is `unresolved`, with a bound from batch means.
 * Two estimators that differ by over 30 % are flagged (arXiv:2408.13411: they can differ by orders).
 */
import { batchMeansTau } from "./batch-means.js";
import { type GammaResult, gammaMethod } from "./gamma-method.js";
import { initialMonotone } from "./geyer.js";
import { sokalWindow } from "./sokal.js";

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
	readonly method: "gamma" | "initial monotone sequence" | "batch means";
	readonly flags: string[];
	/** Unresolved because the run is short against tauInt, not because the series is constant or antithetic. */
	readonly tooSlow: boolean;
	readonly gamma: GammaResult;
}

/** Fewest effective draws for which an error bar is called resolved. */
const fewestEffective = 25;

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
	const antithetic =
		gamma.spectral <= 0 || (gamma.window === 1 && gamma.rho(1) < 0);
	if (antithetic) {
		const bound = batches.tauInt + 2 * batches.tauIntError;
		// Over gaps the sequence counts steps and not measurements, and is of no help.
		if (present !== undefined || !(geyer.tauInt > batches.tauInt / 3)) {
			return unresolved(
				`antithetic: the sum of rho cancels below its noise, tauInt < ${bound.toPrecision(2)}`,
			);
		}
	} else if (!gamma.windowFound) {
		return unresolved(
			`no summation window within half of a chain (${gamma.maxLag} measurements)`,
			{ tooSlow: true },
		);
	}
	const { method, tauInt, tauIntError, window } = !antithetic
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
	const results = {
		error: Math.sqrt((2 * tauInt * gamma.variance) / count),
		tauInt,
		tauIntError,
		window,
		ess,
		essError: (ess * tauIntError) / tauInt,
		degreesOfFreedom: count / (2 * window + 1),
		method,
		flags: disagreements(
			present === undefined ? tauInt : gamma.tauSteps,
			gamma,
			geyer.tauInt,
			method,
		),
	} as const;
	if (ess < fewestEffective) {
		return unresolved(
			`${ess.toPrecision(2)} effective draws; an error bar needs ${fewestEffective}`,
			{ ...results, tooSlow: true },
		);
	}
	return { status: "ok", tooSlow: false, gamma, ...results };
}

/** Names of the cross-checks that differ from `tauInt` by over 30 %. */
function disagreements(
	tauInt: number,
	gamma: GammaResult,
	geyer: number,
	method: Autocorrelation["method"],
): string[] {
	const flags: string[] = [];
	const compare = (name: string, other: number): void => {
		if (Math.abs(other - tauInt) > 0.3 * tauInt) {
			flags.push(
				`${name} finds tauInt = ${other.toPrecision(3)}, over 30 % from ${tauInt.toPrecision(3)}`,
			);
		}
	};
	// With fewer batches the cross-check is noisier than the 30 % it is to see.
	const compareBatches = (length: number): void => {
		// Batches with gaps count measurements, all others steps.
		if (gamma.covariance.pairs.gaps) return;
		const found = batchMeansTau(gamma.covariance.replicas, length);
		if (found.batches >= 100) compare("batch means", found.tauInt);
	};
	if (gamma.rho(1) < 0) {
		// Sums of alternating terms stop too early in any window; batches have none.
		if (method !== "batch means")
			compareBatches(Math.floor(Math.sqrt(gamma.count / gamma.replicas)));
		return flags;
	}
	compare("the initial monotone sequence", geyer);
	const sokal = sokalWindow(gamma.covariance);
	if (sokal.windowFound) compare("Sokal's window", sokal.tauInt);
	compareBatches(Math.ceil(20 * tauInt));
	return flags;
}
